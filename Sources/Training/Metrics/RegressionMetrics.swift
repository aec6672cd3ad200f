/// RMSE, MAE and R² of one output of a regression, one row after another.
public struct RegressionMetrics: Sendable, Equatable {
  /// Rows so far.
  public private(set) var rowCount = 0

  private var squaredErrors = 0.0
  private var absoluteErrors = 0.0
  private var mean = 0.0
  private var squaredDeviations = 0.0

  /// No rows yet.
  public init() {}

  /// Adds a row: the number of the table in double precision, and the model's.
  public mutating func add(expected: Double, predicted: Float) {
    let error = Double(predicted) - expected
    rowCount += 1
    squaredErrors += error * error
    absoluteErrors += abs(error)
    // Welford 1962: the sum of squared deviations from a mean that is not known before the end.
    let deviation = expected - mean
    mean += deviation / Double(rowCount)
    squaredDeviations += deviation * (expected - mean)
  }

  /// The root of the mean squared error, in the unit of the output; nil without rows.
  public var rmse: Double? {
    rowCount == 0 ? nil : (squaredErrors / Double(rowCount)).squareRoot()
  }

  /// The mean absolute error, in the unit of the output; nil without rows.
  public var mae: Double? { rowCount == 0 ? nil : absoluteErrors / Double(rowCount) }

  /// 1 - Σ (predicted - expected)² / Σ (expected - mean)²: 1 is perfect, 0 as good as the mean.
  ///
  /// nil where all expected numbers are the same, or there are none.
  public var r2: Double? {
    squaredDeviations == 0 ? nil : 1 - squaredErrors / squaredDeviations
  }
}
