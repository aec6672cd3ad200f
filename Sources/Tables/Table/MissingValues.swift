import CSV
import MLPModel
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

/// Finds the cells of a column that are missing values: those that are empty, NaN or one of its texts.
///
/// Shared by the columns that have the same texts.
final class MissingValues: Sendable {
  static let builtIn = MissingValues(.builtIn)

  /// The texts.
  let texts: MissingTexts

  /// Those that are numbers: where there are any, a value is not to be read without a look at it.
  private let numbers: Set<ExactDecimal>
  /// The floats nearest to these, which tell nearly always that a number is none of them.
  private let floats: Set<Float>
  /// Those that are no numbers.
  private let words: ByteIndex
  /// Whether a missing value may begin with that byte.
  private let mayBegin: [Bool]

  /// What finds those texts.
  init(_ texts: MissingTexts) {
    self.texts = texts
    numbers = Set(texts.texts.compactMap { ExactDecimal($0) })
    floats = Set(texts.texts.compactMap { try? Float(text: $0.utf8.span) })
    let words = texts.texts.filter { ExactDecimal($0) == nil }
    self.words = ByteIndex(words)
    var mayBegin = [Bool](repeating: false, count: 256)
    for byte in words.compactMap(\.utf8.first) + Array("nN+-".utf8) { mayBegin[Int(byte)] = true }
    self.mayBegin = mayBegin
  }

  /// Whether numbers stand for missing values.
  var haveNumbers: Bool { !numbers.isEmpty }

  /// Whether a number whose nearest float is `float` may stand for a missing value; nearly always right where it
  /// is yes, always where it is no.
  func mayContain(_ float: Float) -> Bool { float.isNaN || floats.contains(float) }

  /// Whether the bytes, which have no blanks around them, are none, NaN or one of the texts.
  ///
  /// - Complexity: O(bytes).
  func contains(_ text: Span<UInt8>) -> Bool {
    if text.isEmpty { return true }
    guard mayBegin[Int(text[0])] || haveNumbers else { return false }
    if let number = try? Float(text: text) {
      if number.isNaN { return true }
      if floats.contains(number), containsNumber(text) { return true }
    } else if haveNumbers, containsNumber(text) {
      return true  // Beyond all floats.
    }
    return words.index(of: text) != nil
  }

  private func containsNumber(_ text: Span<UInt8>) -> Bool {
    ExactDecimal(text).map(numbers.contains) ?? false
  }
}

/// What finds the missing values of columns: one for all columns that have the same texts.
struct MissingValueFinders {
  private var finders: [MissingTexts: MissingValues] = [.builtIn: .builtIn]

  /// What finds those texts.
  mutating func finder(of texts: MissingTexts) -> MissingValues {
    if let finder = finders[texts] { return finder }
    let finder = MissingValues(texts)
    finders[texts] = finder
    return finder
  }
}

extension MissingValues: Equatable {
  static func == (a: MissingValues, b: MissingValues) -> Bool { a.texts == b.texts }
}
