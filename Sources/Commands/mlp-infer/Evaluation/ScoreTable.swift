import CommandLineTools
import Metrics

extension [ClassScore] {
  /// A line for each class under a heading; what is undefined, because no row was of the class or taken
  /// for it, is a dash.
  func lines(of labels: [String], heading: String) -> [String] {
    let rows = zip(labels, self).map { label, score in
      [
        label, "\(score.support)", Self.text(score.precision), Self.text(score.recall),
        Self.text(score.f1),
      ]
    }
    return aligned([[heading, "rows", "precision", "recall", "F1"]] + rows, indent: "")
  }

  /// The same for programs; what is undefined is `null`.
  func json(of labels: [String]) -> JSON {
    .array(
      zip(labels, self).map { label, score in
        [
          "label": .string(label), "rows": .integer(score.support),
          "precision": score.precision.map { .number($0) } ?? .null,
          "recall": score.recall.map { .number($0) } ?? .null,
          "f1": score.f1.map { .number($0) } ?? .null,
        ]
      })
  }

  /// Four decimals.
  private static func text(_ share: Double?) -> String {
    guard let share else { return "-" }
    let parts = Int((share * 10_000).rounded())
    return "\(parts / 10_000).\(String(10_000 + parts % 10_000).dropFirst())"
  }
}
