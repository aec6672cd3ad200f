/// Finds which of some labels a text means.
///
/// A label is found by its text (canonically equivalent texts are the same), or, where all labels are
/// numbers, by the number that the text is: `1.0` finds `1`.
public struct LabelIndex: Sendable, Equatable {
  private let texts: [TextKey: Int]
  /// The labels by number; empty where numbers do not count.
  private let numbers: [ExactDecimal: Int]

  /// An index of `labels`; of equal ones the first counts.
  ///
  /// - Parameter byNumber: whether numbers count; they never do where ``areNumbers(_:)`` says no.
  public init(_ labels: some Collection<String>, byNumber: Bool = true) {
    texts = Dictionary(labels.enumerated().lazy.map { (TextKey($1), $0) }) { first, _ in first }
    numbers = byNumber ? Self.numbers(labels) ?? [:] : [:]
  }

  /// Whether all of `labels` are numbers, and no two the same one.
  public static func areNumbers(_ labels: some Collection<String>) -> Bool {
    numbers(labels) != nil
  }

  /// The index of the label that `text` means; nil for none.
  ///
  /// - Complexity: O(bytes of the text).
  public func index(of text: String) -> Int? {
    if let index = texts[TextKey(text)] { return index }
    return numbers.isEmpty ? nil : ExactDecimal(text).flatMap { numbers[$0] }
  }

  private static func numbers(_ labels: some Collection<String>) -> [ExactDecimal: Int]? {
    var numbers: [ExactDecimal: Int] = [:]
    for (index, label) in labels.enumerated() {
      guard let number = ExactDecimal(label),
        numbers.updateValue(index, forKey: number) == nil
      else { return nil }
    }
    return numbers
  }
}
