/// How the numbers that a regression learns are scaled while it learns.
///
/// What is drawn as initial weights, learning rates and Huber's delta are made for numbers about 1, and
/// prices in thousands would take long to reach. The model answers in the table's unit all the same:
/// its last layer takes the scales in (``OutputScale/fold(_:into:_:)``). Losses are of scaled numbers.
public enum TargetScaling: String, Sendable, CaseIterable {
  /// Not at all.
  case none
  /// (y - mean) / standard deviation, for each output, of the training rows (of the population:
  /// divided by the row count).
  case standard

  /// The scale of each output; nil for none.
  func scales(of rows: TrainingRows) -> [OutputScale]? {
    guard self == .standard, case .values(let values) = rows.table.targets else { return nil }
    let statistics = ColumnStatistics(rows, values.span, columns: rows.table.labels.count)
    return statistics.mean.indices.map { c in
      let spread = Float(statistics.deviation[c])
      let isUsable = statistics.minimum[c] < statistics.maximum[c] && spread.isNormal
      return OutputScale(mean: statistics.mean[c], spread: isUsable ? spread : 1)
    }
  }
}

/// The scale of one output: t = (y - offset) / spread.
struct OutputScale {
  /// The mean as a float, which is what the last layer's bias takes in; the mean itself where that is
  /// off by 1/1024 of the spread or more, as for time stamps, whose floats are minutes apart.
  let offset: Double
  let spread: Float

  init(mean: Double, spread: Float) {
    let rounded = Double(Float(mean))
    offset = abs(mean - rounded) * 1024 < Double(spread) ? rounded : mean
    self.spread = spread
  }

  /// How far apart the floats are that the model's answers are among, about the mean.
  var spacing: Double { Double(Float(offset).ulp) }

  /// Whether the answers of the model, which are floats, tell numbers apart by much less than those that
  /// are to be learned differ by: from 1/64 of their standard deviation on.
  var isCoarse: Bool { spacing * 64 > Double(spread) }

  /// t of y, computed in double precision and rounded once.
  func scaled(_ value: Double) -> Float {
    Float((value - offset) / Double(spread))
  }

  /// Makes a last layer that gives z into one that gives spread z + offset: W_L[i, c] = spread_c
  /// W_L[i, c], b_L[c] = spread_c b_L[c] + offset_c.
  ///
  /// - Parameters:
  ///   - scales: one for each output.
  ///   - parameters: W_1, b_1, W_2, b_2, ..., as ``ParameterVector/values``.
  ///   - layout: where they are, but for the gaps.
  static func fold(
    _ scales: [OutputScale], into parameters: inout [Float], _ layout: ParameterLayout
  ) {
    let outputs = scales.count
    let bias = parameters.count - outputs
    let weights = bias - layout.layers[layout.layers.count - 1].weightCount
    for i in weights..<bias { parameters[i] *= scales[(i - weights) % outputs].spread }
    for (c, scale) in scales.enumerated() {
      let z = Double(parameters[bias + c])
      parameters[bias + c] = Float(Double(scale.spread) * z + scale.offset)
    }
  }
}
