import MLPModel

/// What stands for a missing value of a feature, in training and in the model.
public enum Imputation: String, Sendable, CaseIterable {
  /// Nothing: a missing value is an error.
  case error
  /// The mean of the training rows that have a value; for a level of a column of text the share of rows
  /// that have the level.
  case mean
  /// The raw value 0: for a column of text none of the levels.
  case zero

  /// The value of each feature, from the training rows alone; nil where a missing value is an error.
  ///
  /// Sums are in double precision, over the rows in their order. A feature without any value in these rows
  /// has 0, which ``FeatureScaling`` takes all effect from.
  ///
  /// - Complexity: O(numbers).
  func values(of rows: TrainingRows) -> [Float]? {
    let names = rows.table.featureNames
    switch self {
    case .error: return nil
    case .zero: return rows.table.origins.map { $0 == 0 ? 0 : Feature.relative(0, to: $0) }
    case .mean: break
    }
    var sums = [Double](repeating: 0, count: names.count)
    var counts = [Int](repeating: 0, count: names.count)
    rows.table.features.withSpan { all in
      for row in rows.rows {
        let x = all.extracting(droppingFirst: Int(row) * names.count)
        for j in 0..<names.count where !x[j].isNaN {
          sums[j] += Double(x[j])
          counts[j] += 1
        }
      }
    }
    return sums.indices.map { counts[$0] == 0 ? 0 : Float(sums[$0] / Double(counts[$0])) }
  }
}
