import CommandLineTools
import MLPModel
import Metrics
import Table
import Text

/// Accuracy, log-loss, the scores of each class and the confusion matrix of a classifier.
final class ClassEvaluation: Evaluation {
  private let labels: [String]
  private let decision: Decision
  private let classes: ClassLabels
  private var metrics: ClassificationMetrics

  init(_ output: OutputDescription, _ decision: Decision) {
    self.decision = decision
    labels = Array(output.labels)
    classes = ClassLabels(names: labels)
    metrics = ClassificationMetrics(classCount: labels.count)
  }

  func add(_ row: Int, of batch: Batch, _ outputs: Span<Float>) throws(TableError) {
    let expected = try batch.classIndex(row, classes)
    let probability =
      outputs.count > 1 ? outputs[expected] : expected == 1 ? outputs[0] : 1 - outputs[0]
    metrics.add(
      expected: expected, predicted: decision.index(outputs), probability: probability)
  }

  var rowCount: Int { metrics.rowCount }

  var accuracy: Double? { metrics.accuracy }

  var text: String {
    let scores = metrics.confusion.scores
    var lines = [
      "rows      \(metrics.rowCount)", "accuracy  \(metrics.accuracy ?? .nan)",
      "log-loss  \(metrics.logLoss ?? .nan)", "macro F1  \(scores.macroF1 ?? .nan)",
    ]
    if metrics.undecidedCount > 0 {
      lines.append("undecided \(metrics.undecidedCount) (counted as wrong)")
    }
    lines += [""] + scores.lines(of: labels, heading: "class")
    return lines.map { $0 + "\n" }.joined() + confusionText
  }

  /// The confusion matrix, true classes down, decided ones across; left out where it is too wide.
  private var confusionText: String {
    let count = labels.count
    guard count <= 20 else { return "" }
    let names = labels.map { String($0.prefix(12)).printable }
    let cells = (0..<count).map { i in (0..<count).map { "\(metrics.confusion[i, $0])" } }
    let width = (names + cells.joined()).map(\.count).max() ?? 1
    func line(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: width - $0.count) + $0 }.joined(separator: " ")
        + "\n"
    }
    return "\ntrue class down, predicted class across\n" + line([""] + names)
      + zip(names, cells).map { line([$0] + $1) }.joined()
  }

  var json: [JSON.Member] {
    let count = labels.count
    let scores = metrics.confusion.scores
    return [
      .init("accuracy", .number(metrics.accuracy ?? .nan)),
      .init("log_loss", .number(metrics.logLoss ?? .nan)),
      .init("macro_f1", .number(scores.macroF1 ?? .nan)),
      .init("undecided", .integer(metrics.undecidedCount)),
      .init("labels", .array(labels.map { .string($0) })),
      .init("classes", scores.json(of: labels)),
      .init(
        "confusion",
        metrics.confusion.hasCells
          ? .array(
            (0..<count).map { i in
              .array((0..<count).map { .integer(metrics.confusion[i, $0]) })
            }) : .null),
    ]
  }
}
