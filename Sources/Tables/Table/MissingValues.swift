import CSV
import Text

/// What becomes of a missing feature.
public enum MissingPolicy: Sendable, Equatable {
  /// An error.
  case error
  /// NaN, for a later stage to fill in; all features of a column of text are NaN.
  case nan
  /// The number in the feature's place, among as many as there are features.
  case values([Float])
}

/// The texts that stand for a missing value, beside an empty field and NaN in any case.
///
/// A text that is a number stands for that number however it is written: `-999` for `-999.0`.
public struct MissingValues: Sendable, Equatable {
  /// Those that pandas' `read_csv` takes by default.
  public static let pandas = MissingValues([
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
  ])

  /// The texts, as they were given.
  public let spellings: [String]

  /// Those that are numbers: where there are any, rows are not to be read without a look at each value.
  private let numbers: Set<ExactDecimal>
  /// The floats nearest to these, which tell nearly always that a number is none of them.
  private let floats: Set<Float>
  private let texts: [[UInt8]]
  private let index: ByteIndex
  /// Whether a missing value may begin with that byte.
  private let mayBegin: [Bool]

  /// Those texts alone.
  public init(_ spellings: [String]) {
    self.spellings = spellings
    texts = spellings.map { Array($0.utf8) }
    index = ByteIndex(spellings)
    numbers = Set(spellings.compactMap { ExactDecimal($0) })
    floats = Set(spellings.compactMap { try? Float(text: $0.utf8.span) })
    var mayBegin = [Bool](repeating: false, count: 256)
    for byte in texts.compactMap(\.first) + Array("nN+-".utf8) { mayBegin[Int(byte)] = true }
    self.mayBegin = mayBegin
  }

  /// Whether the texts are equal, one by one.
  public static func == (a: MissingValues, b: MissingValues) -> Bool { a.texts == b.texts }

  /// Whether the same texts and numbers are missing, in whatever order and however the numbers are written.
  public func areSame(as others: MissingValues) -> Bool {
    func words(_ values: MissingValues) -> Set<[UInt8]> {
      Set(zip(values.spellings, values.texts).filter { ExactDecimal($0.0) == nil }.map(\.1))
    }
    return numbers == others.numbers && words(self) == words(others)
  }

  /// Whether numbers stand for missing values.
  var haveNumbers: Bool { !numbers.isEmpty }

  /// Whether a number whose nearest float is `float` may stand for a missing value; nearly always right where it
  /// is yes, always where it is no.
  func mayContain(_ float: Float) -> Bool { float.isNaN || floats.contains(float) }

  /// Whether the bytes, which have no blanks around them, are none, NaN or one of the texts.
  func contains(_ text: Span<UInt8>) -> Bool {
    if text.isEmpty { return true }
    guard mayBegin[Int(text[0])] || haveNumbers else { return false }
    if let number = try? Float(text: text) {
      if number.isNaN { return true }
      if floats.contains(number), containsNumber(text) { return true }
    } else if haveNumbers, containsNumber(text) {
      return true  // Beyond all floats.
    }
    return index.index(of: text) != nil
  }

  private func containsNumber(_ text: Span<UInt8>) -> Bool {
    ExactDecimal(text).map(numbers.contains) ?? false
  }
}
