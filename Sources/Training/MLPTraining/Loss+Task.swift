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
        throw .table("classes", found: "\(table.labels.count)", expected: "2 for \(name)")
      }
      return (.classification, 1)
    case (.binaryCrossEntropy, .values(let values)):
      if let i = values.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw .table(
          "row \(i / table.labels.count), \(table.labels[i % table.labels.count])",
          found: "\(values[i])", expected: "0 to 1 for \(name)")
      }
      return (.multiLabel, table.labels.count)
    case (.squaredError, .values), (.huber, .values): return (.regression, table.labels.count)
    case (.negativeLogLikelihood, .values):
      throw .table("targets", found: "numbers", expected: "classes for \(name)")
    case (.squaredError, .classes), (.huber, .classes):
      throw .table("targets", found: "classes", expected: "numbers for \(name)")
    }
  }
}
