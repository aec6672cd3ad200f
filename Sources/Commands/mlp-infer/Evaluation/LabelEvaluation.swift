import CommandLineTools
import MLPModel
import Metrics
import Table

/// Accuracy, log-loss and the scores of each label of a model whose labels each apply or not.
final class LabelEvaluation: Evaluation {
  private let labels: [String]
  private let decision: Decision
  /// The columns that say with 1 or 0 whether a label applies, in the order of the labels; none for a
  /// model of one label, whose column is the label's.
  private let columns: [Column]
  private let flags = ClassLabels(names: ["0", "1"])
  private var metrics: LabelMetrics

  init(_ output: OutputDescription, _ decision: Decision, _ columns: [Column]) {
    self.decision = decision
    self.columns = columns
    labels = Array(output.labels)
    metrics = LabelMetrics(labelCount: labels.count)
  }

  func add(_ row: Int, of batch: Batch, _ outputs: Span<Float>) throws(TableError) {
    var expected: [Bool] = []
    if columns.isEmpty {
      expected.append(try batch.classIndex(row, flags) == 1)
    }
    for (place, column) in columns.enumerated() {
      let value = try batch.keptValue(row, place, column)
      guard value == 0 || value == 1 else {
        throw batch.keptError(row, place, column, .unknownLabel(known: ["0", "1"]))
      }
      expected.append(value == 1)
    }
    let indices = decision.indices(outputs)
    let predicted = indices.map { indices in
      var applies = [Bool](repeating: false, count: labels.count)
      for index in indices { applies[index] = true }
      return applies
    }
    metrics.add(expected: expected, predicted: predicted, probabilities: outputs)
  }

  var rowCount: Int { metrics.rowCount }

  var accuracy: Double? { metrics.accuracy }

  var text: String {
    var lines = [
      "rows      \(metrics.rowCount)",
      "accuracy  \(metrics.accuracy ?? .nan) (rows with all labels right)",
      "log-loss  \(metrics.logLoss ?? .nan)", "macro F1  \(metrics.scores.macroF1 ?? .nan)",
    ]
    if metrics.undecidedCount > 0 {
      lines.append("undecided \(metrics.undecidedCount) (counted as wrong)")
    }
    return (lines + [""] + metrics.scores.lines(of: labels, heading: "label"))
      .map { $0 + "\n" }.joined()
  }

  var json: [JSON.Member] {
    [
      .init("accuracy", .number(metrics.accuracy ?? .nan)),
      .init("log_loss", .number(metrics.logLoss ?? .nan)),
      .init("macro_f1", .number(metrics.scores.macroF1 ?? .nan)),
      .init("undecided", .integer(metrics.undecidedCount)),
      .init("labels", .array(labels.map { .string($0) })),
      .init("classes", metrics.scores.json(of: labels)),
    ]
  }
}
