import MLPModel

/// How features are scaled before the first layer: x' = (x - offset) * scale.
public enum FeatureScaling: String, Sendable, CaseIterable {
  /// Offset 0, scale 1.
  case none
  /// Offset the mean, scale 1 / standard deviation (of the population: divided by the row count).
  case standard
  /// Offset the minimum, scale 1 / (maximum - minimum), so that features lie in 0 to 1.
  case minMax = "minmax"

  /// The features of a model: offsets, scales and ranges from the training rows alone.
  ///
  /// A column that is constant, or whose scale would not be a finite float32, gets scale 1. Sums are
  /// in double precision, over the rows in their order; the mean is known before deviations from it
  /// are squared.
  ///
  /// - Parameters:
  ///   - rows: the training rows, one at least.
  ///   - keepsRanges: whether the model is to tell the smallest and largest value of each feature.
  /// - Complexity: O(numbers).
  func features(of rows: TrainingRows, keepsRanges: Bool) -> [Feature] {
    let statistics = ColumnStatistics(
      rows, rows.table.features, columns: rows.table.featureNames.count)
    return rows.table.featureNames.enumerated().map { j, name in
      let low = statistics.minimum[j]
      let high = statistics.maximum[j]
      let (offset, spread): (Double, Double) =
        switch self {
        case .none: (0, 1)
        case .standard: (statistics.mean[j], statistics.deviation[j])
        case .minMax: (Double(low), Double(high) - Double(low))
        }
      let scale = Float(1 / spread)
      let isUsable = self == .none || (low < high && scale.isFinite && scale > 0)
      return Feature(
        name: name, offset: Float(offset), scale: isUsable ? scale : 1,
        range: keepsRanges ? low...high : nil)
    }
  }
}

/// Minimum, maximum, mean and standard deviation of every column.
struct ColumnStatistics {
  var minimum: [Float]
  var maximum: [Float]
  var mean: [Double]
  var deviation: [Double]

  /// The statistics of `values`, which has so many columns for each row of the table.
  init(_ rows: TrainingRows, _ values: [Float], columns: Int) {
    minimum = [Float](repeating: .infinity, count: columns)
    maximum = [Float](repeating: -.infinity, count: columns)
    mean = [Double](repeating: 0, count: columns)
    deviation = [Double](repeating: 0, count: columns)
    let values = values.span
    for row in rows.rows {
      let x = values.extracting(droppingFirst: Int(row) * columns)
      for j in 0..<columns {
        minimum[j] = x[j] < minimum[j] ? x[j] : minimum[j]
        maximum[j] = x[j] > maximum[j] ? x[j] : maximum[j]
        mean[j] += Double(x[j])
      }
    }
    for j in 0..<columns { mean[j] /= Double(rows.count) }
    for row in rows.rows {
      let x = values.extracting(droppingFirst: Int(row) * columns)
      for j in 0..<columns {
        let difference = Double(x[j]) - mean[j]
        deviation[j] += difference * difference
      }
    }
    for j in 0..<columns { deviation[j] = (deviation[j] / Double(rows.count)).squareRoot() }
  }
}
