import MLPModel

extension Loss {
  /// What a model trained with this loss on `table` answers, and with how many outputs.
  ///
  /// - Throws: ``TrainingError`` where the table's targets are not of the kind that the loss takes.
  func task(of table: TrainingTable) throws(TrainingError) -> (task: Task, outputCount: Int) {
    switch (self, table.targets) {
    case (.negativeLogLikelihood, .classes):
      guard table.labels.count >= 2 else {
        throw .table("classes", found: "1", expected: "2 or more")
      }
      return (.classification, table.labels.count)
    case (.binaryCrossEntropy, .classes):
      guard table.labels.count == 2 else {
        throw .table("classes", found: "\(table.labels.count)", expected: "2 for \(rawValue)")
      }
      return (.classification, 1)
    case (.binaryCrossEntropy, .values(let values)):
      if let i = values.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw .table(
          "row \(i / table.labels.count), \(table.labels[i % table.labels.count])",
          found: "\(values[i])", expected: "0 to 1 for \(rawValue)")
      }
      return (.multiLabel, table.labels.count)
    case (.squaredError, .values): return (.regression, table.labels.count)
    case (.negativeLogLikelihood, .values):
      throw .table("targets", found: "numbers", expected: "classes for \(rawValue)")
    case (.squaredError, .classes):
      throw .table("targets", found: "classes", expected: "numbers for \(rawValue)")
    }
  }

  /// Writes t, the outputs that `row` of `table` should give: e(y) for one of several classes, 0 or 1
  /// for one of two, the numbers themselves otherwise; then zeros to the end of `target`.
  func setTarget(_ target: inout MutableSpan<Float>, to row: Int, of table: TrainingTable) {
    target.update(repeating: 0)
    switch table.targets {
    case .classes(let classes):
      let index = Int(classes[row])
      if self == .negativeLogLikelihood {
        target[index] = 1
      } else {
        target[0] = Float(index)
      }
    case .values(let values):
      let count = table.labels.count
      for c in 0..<count { target[c] = values[row * count + c] }
    }
  }
}
