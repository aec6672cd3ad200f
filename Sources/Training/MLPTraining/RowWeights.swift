/// How much each class counts in losses and gradients.
public enum ClassWeights: Sendable, Equatable {
  /// n / (C n_c) for n training rows, n_c of them of class c: all classes count the same together.
  /// scikit-learn's `balanced`.
  case balanced
  /// These, one for each class in the order of the labels, each 0 or more.
  case given([Double])

  /// The weight of each class.
  ///
  /// - Throws: ``TrainingError`` where the rows have no classes, or others than there are weights for.
  func values(for rows: TrainingRows) throws(TrainingError) -> [Double] {
    guard case .classes(let classes) = rows.table.targets else {
      throw .configuration("class weights", found: "numbers to learn", expected: "classes")
    }
    let labels = rows.table.labels.count
    switch self {
    case .balanced:
      var counts = [Int](repeating: 0, count: labels)
      for row in rows.rows { counts[Int(classes[Int(row)])] += 1 }
      return counts.map { Double(rows.count) / Double(labels * max($0, 1)) }
    case .given(let weights):
      guard weights.count == labels else {
        throw .configuration("class weights", found: "\(weights.count)", expected: "\(labels)")
      }
      for weight in weights { try check("class weight", weight, weight >= 0, "0 or more") }
      return weights
    }
  }
}

/// w_i, how much each row counts: J = Σ_i w_i l_i / Σ_i w_i over a batch, and gradients the same.
///
/// A row's weight in its table times that of its class. There are none where all rows count 1: no
/// step asks for them then.
struct RowWeights {
  /// For each class; nil where all count 1.
  let classes: [Double]?

  /// The weights of a run; nil where all its rows count 1.
  ///
  /// - Throws: ``TrainingError`` for class weights that do not fit, and where no row counts.
  init?(
    _ classWeights: ClassWeights?, _ training: TrainingRows, _ validation: TrainingRows?
  ) throws(TrainingError) {
    classes = try classWeights.map { weights throws(TrainingError) in
      try weights.values(for: training)
    }
    let all = [training, validation].compactMap { $0 }
    if classes == nil, all.allSatisfy({ $0.table.weights == nil }) { return nil }
    for rows in all where sum(rows) == 0 {
      throw .table("weights of the rows", found: "0 for all", expected: "some above 0")
    }
  }

  func weight(of row: Int, in table: TrainingTable) -> Double {
    let own = table.weights.map { Double($0[row]) } ?? 1
    guard let classes, case .classes(let indices) = table.targets else { return own }
    return own * classes[Int(indices[row])]
  }

  /// Σ w over rows.
  private func sum(_ rows: TrainingRows) -> Double {
    rows.rows.reduce(0) { $0 + weight(of: Int($1), in: rows.table) }
  }

  /// Writes w_i / Σ w, by which each row's gradient at the output is multiplied, for the rows of a batch.
  ///
  /// 0 where all weights of the batch are 0.
  func setFactors(_ batch: ArraySlice<UInt32>, of table: TrainingTable, in workspace: Workspace) {
    let sum = batch.reduce(0) { $0 + weight(of: Int($1), in: table) }
    workspace.rowFactors.withMutableSpan { factors in
      for (i, row) in batch.enumerated() {
        factors[i] = sum > 0 ? Float(weight(of: Int(row), in: table) / sum) : 0
      }
    }
  }
}
