import CommandLineTools
import MLPModel
import Metrics
import Table

/// RMSE, MAE and R² of a regression with one output.
final class ValueEvaluation: Evaluation {
  private let output: OutputDescription
  private var metrics = RegressionMetrics()

  init(_ output: OutputDescription) {
    self.output = output
  }

  func add(_ batch: Batch, _ outputs: Span<Float>) throws {
    for (row, expected) in try batch.labelValues().enumerated() {
      metrics.add(expected: expected, predicted: outputs[row])
    }
  }

  var accuracy: Double? { nil }

  var text: String {
    "rows  \(metrics.rowCount)\nRMSE  \(metrics.rmse ?? .nan)\nMAE   \(metrics.mae ?? .nan)\n"
      + "R2    \(metrics.r2.map { "\($0)" } ?? "undefined: all labels are equal")\n"
  }

  var json: JSON {
    [
      "rows": .integer(metrics.rowCount), "rmse": .number(metrics.rmse ?? .nan),
      "mae": .number(metrics.mae ?? .nan), "r2": .number(metrics.r2 ?? .nan),
    ]
  }
}
