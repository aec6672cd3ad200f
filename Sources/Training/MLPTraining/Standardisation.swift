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
  /// A column that is constant, or whose scale would not be a finite float32, gets scale 1. A column without
  /// a value in any training row gets scale 0: its weights are never learned, so that a value in another
  /// row must have no effect. Sums are
  /// in double precision, over the rows in their order; the mean is known before deviations from it
  /// are squared.
  ///
  /// The levels of a column of text stay 1 and 0. Mean and deviation are those of the rows with their
  /// missing values filled in, minimum and maximum those of the values that are there.
  ///
  /// - Parameters:
  ///   - rows: the training rows, one at least.
  ///   - keepsRanges: whether the model is to tell the smallest and largest value of each feature.
  ///   - imputation: what stands for missing values.
  /// - Complexity: O(numbers).
  func features(
    of rows: TrainingRows, keepsRanges: Bool, imputation: Imputation = .error
  ) -> [Feature] {
    let columns = rows.table.featureNames.count
    let imputed = imputation.values(of: rows)
    let statistics = rows.table.features.withSpan {
      ColumnStatistics(rows, $0, columns: columns, imputed: imputed)
    }
    var isLevel = [Bool](repeating: false, count: columns)
    for category in rows.table.categories {
      for j in category.firstFeature..<category.firstFeature + category.levels.count {
        isLevel[j] = true
      }
    }
    return rows.table.featureNames.enumerated().map { j, name in
      let low = statistics.minimum[j]
      let high = statistics.maximum[j]
      let (offset, spread): (Double, Double) =
        switch isLevel[j] ? .none : self {
        case .none: (0, 1)
        case .standard: (statistics.mean[j], statistics.deviation[j])
        case .minMax: (low, high - low)
        }
      let scale = Float(1 / spread)
      let isUsable = low < high && scale.isFinite && scale > 0
      return Feature(
        name: name, origin: rows.table.origins[j], offset: Float(offset),
        scale: !statistics.hasValue[j] ? 0 : isUsable ? scale : 1,
        range: keepsRanges ? Float(low)...Float(high) : nil, imputed: imputed?[j],
        missing: rows.table.missing[j])
    }
  }
}

/// Minimum, maximum, mean and standard deviation of every column.
struct ColumnStatistics {
  var minimum: [Double]
  var maximum: [Double]
  var mean: [Double]
  var deviation: [Double]
  /// Whether any row has a value in the column.
  var hasValue: [Bool]

  /// The statistics of `values`, which has so many columns for each row of the table.
  ///
  /// A column without any value has what is imputed for minimum and maximum.
  init<Number: BinaryFloatingPoint>(
    _ rows: TrainingRows, _ values: Span<Number>, columns: Int, imputed: [Float]? = nil
  ) {
    func filled(_ x: Double, _ j: Int) -> Double {
      x.isNaN ? imputed.map { Double($0[j]) } ?? x : x
    }
    minimum = [Double](repeating: .infinity, count: columns)
    maximum = [Double](repeating: -.infinity, count: columns)
    mean = [Double](repeating: 0, count: columns)
    deviation = [Double](repeating: 0, count: columns)
    for row in rows.rows {
      let x = values.extracting(droppingFirst: Int(row) * columns)
      for j in 0..<columns {
        let x = Double(x[j])
        minimum[j] = x < minimum[j] ? x : minimum[j]
        maximum[j] = x > maximum[j] ? x : maximum[j]
        mean[j] += filled(x, j)
      }
    }
    for j in 0..<columns { mean[j] /= Double(rows.count) }
    hasValue = zip(minimum, maximum).map { $0 <= $1 }
    for j in 0..<columns where !hasValue[j] {
      let value = imputed.map { Double($0[j]) } ?? 0
      (minimum[j], maximum[j]) = (value, value)
    }
    for row in rows.rows {
      let x = values.extracting(droppingFirst: Int(row) * columns)
      for j in 0..<columns {
        let difference = filled(Double(x[j]), j) - mean[j]
        deviation[j] += difference * difference
      }
    }
    for j in 0..<columns { deviation[j] = (deviation[j] / Double(rows.count)).squareRoot() }
  }
}
