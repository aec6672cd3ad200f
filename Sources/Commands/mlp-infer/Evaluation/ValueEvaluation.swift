import CommandLineTools
import MLPModel
import Metrics
import Table

/// RMSE, MAE and R² of each output of a regression.
final class ValueEvaluation: Evaluation {
  private let labels: [String]
  /// The columns of the truth, in the order of the outputs; none for one output, whose column is the
  /// label's.
  private let columns: [Column]
  private var metrics: [RegressionMetrics]

  init(_ output: OutputDescription, _ columns: [Column]) {
    self.columns = columns
    labels = Array(output.labels)
    metrics = labels.map { _ in RegressionMetrics() }
  }

  func add(_ row: Int, of batch: Batch, _ outputs: Span<Float>) throws(TableError) {
    var expected: [Double] = []
    if columns.isEmpty { expected.append(try batch.labelValue(row)) }
    for (place, column) in columns.enumerated() {
      expected.append(try batch.keptValue(row, place, column))
    }
    for (j, value) in expected.enumerated() {
      metrics[j].add(expected: value, predicted: outputs[j])
    }
  }

  var rowCount: Int { metrics.first?.rowCount ?? 0 }

  var accuracy: Double? { nil }

  var text: String {
    if metrics.count == 1, let metrics = metrics.first {
      return
        "rows  \(metrics.rowCount)\nRMSE  \(metrics.rmse ?? .nan)\nMAE   \(metrics.mae ?? .nan)\n"
        + "R2    \(metrics.r2.map { "\($0)" } ?? "undefined: all labels are equal")\n"
    }
    let rows = zip(labels, metrics).map { label, metrics in
      [
        label, "\(metrics.rmse ?? .nan)", "\(metrics.mae ?? .nan)",
        metrics.r2.map { "\($0)" } ?? "-",
      ]
    }
    return
      (["rows  \(rowCount)", ""]
      + aligned([["output", "RMSE", "MAE", "R2"]] + rows, indent: ""))
      .map { $0 + "\n" }.joined()
  }

  var json: [JSON.Member] {
    if metrics.count == 1, let metrics = metrics.first { return Self.json(metrics) }
    return [
      .init(
        "outputs",
        .array(
          zip(labels, metrics).map { label, metrics in
            .object([.init("label", .string(label))] + Self.json(metrics))
          }))
    ]
  }

  private static func json(_ metrics: RegressionMetrics) -> [JSON.Member] {
    [
      .init("rmse", .number(metrics.rmse ?? .nan)), .init("mae", .number(metrics.mae ?? .nan)),
      .init("r2", .number(metrics.r2 ?? .nan)),
    ]
  }
}
