import CSV

/// What becomes of a missing feature.
public enum MissingPolicy: Sendable, Equatable {
  /// An error.
  case error
  /// NaN, for a later stage to fill in.
  case nan
  /// The number in the feature's place, among as many as there are features.
  case values([Float])
}

/// The spellings of a missing value: those that pandas' `read_csv` takes by default, and NaN in any
/// case.
enum MissingValues {
  private static let spellings = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
  ].map { Array($0.utf8) }

  /// Whether the bytes, which have no blanks around them, are none or one of the spellings.
  static func contains(_ text: Span<UInt8>) -> Bool {
    if text.isEmpty { return true }
    if let number = try? Float(text: text), number.isNaN { return true }
    return spellings.contains { spelling in
      spelling.count == text.count && spelling.indices.allSatisfy { spelling[$0] == text[$0] }
    }
  }
}
