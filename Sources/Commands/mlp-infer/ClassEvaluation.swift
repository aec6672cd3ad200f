import CommandLineTools
import MLPModel
import MLPRuntime
import Metrics
import Table
import Text

/// Accuracy, log-loss and confusion matrix of a classifier.
final class ClassEvaluation: Evaluation {
  private let output: OutputDescription
  private let classes: ClassLabels
  private var metrics: ClassificationMetrics

  init(_ output: OutputDescription) {
    self.output = output
    classes = ClassLabels(names: output.labels)
    metrics = ClassificationMetrics(classCount: output.labels.count)
  }

  func add(_ batch: Batch, _ outputs: Span<Float>) throws {
    let width = outputs.count / batch.rowCount
    for (row, expected) in try batch.classIndices(classes).enumerated() {
      let values = outputs.extracting(row * width..<(row + 1) * width)
      let probability = width > 1 ? values[expected] : expected == 1 ? values[0] : 1 - values[0]
      metrics.add(
        expected: expected, predicted: output.decision(values), probability: probability)
    }
  }

  var accuracy: Double? { metrics.accuracy }

  var text: String {
    var lines = [
      "rows      \(metrics.rowCount)", "accuracy  \(metrics.accuracy ?? .nan)",
      "log-loss  \(metrics.logLoss ?? .nan)",
    ]
    if metrics.undecidedCount > 0 {
      lines.append("undecided \(metrics.undecidedCount) (counted as wrong)")
    }
    return lines.map { $0 + "\n" }.joined() + confusionText
  }

  /// The confusion matrix, true classes down, decided ones across; left out where it is too wide.
  private var confusionText: String {
    let count = output.labels.count
    guard count <= 20 else { return "" }
    let names = output.labels.map { String($0.prefix(12)).printable }
    let cells = (0..<count).map { i in (0..<count).map { "\(metrics.confusion[i, $0])" } }
    let width = (names + cells.joined()).map(\.count).max() ?? 1
    func line(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: width - $0.count) + $0 }.joined(separator: " ")
        + "\n"
    }
    return "\ntrue class down, predicted class across\n" + line([""] + names)
      + zip(names, cells).map { line([$0] + $1) }.joined()
  }

  var json: JSON {
    let count = output.labels.count
    return [
      "rows": .integer(metrics.rowCount), "accuracy": .number(metrics.accuracy ?? .nan),
      "log_loss": .number(metrics.logLoss ?? .nan),
      "undecided": .integer(metrics.undecidedCount),
      "labels": .array(output.labels.map { .string($0) }),
      "confusion": .array(
        (0..<count).map { i in
          .array((0..<count).map { .integer(metrics.confusion[i, $0]) })
        }),
    ]
  }
}
