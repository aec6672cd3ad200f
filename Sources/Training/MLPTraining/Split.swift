import Random

extension TrainingTable {
  /// Sets about `fraction` of the rows apart for validation: the same rows for the same seed.
  ///
  /// Stratified: of each class with n rows, round(n `fraction`) are taken, but never all; without
  /// classes, of all rows. Those taken are the first after a shuffle (``RandomStream/split``, by
  /// class). Both parts keep the order of the table.
  ///
  /// - Throws: ``TrainingError`` where `fraction` is not between 0 and 1, or so small that no row
  ///   is taken.
  public func split(
    validationFraction fraction: Double, seed: UInt64
  ) throws(TrainingError) -> (training: TrainingRows, validation: TrainingRows) {
    guard fraction > 0, fraction < 1 else {
      throw .configuration(
        "validation fraction", found: "\(fraction)", expected: "a number between 0 and 1")
    }
    var isForValidation = [Bool](repeating: false, count: rowCount)
    for (number, group) in groups.enumerated() where !group.isEmpty {
      var group = group
      var generator = RandomStream.split.generator(seed: seed, number)
      group.shuffle(using: &generator)
      let taken = Int((fraction * Double(group.count)).rounded())
      for row in group.prefix(min(taken, group.count - 1)) { isForValidation[Int(row)] = true }
    }
    let all = allRows.rows
    let validation = all.filter { isForValidation[Int($0)] }
    guard !validation.isEmpty else {
      throw .configuration(
        "validation fraction", found: "\(fraction), no row of \(rowCount)", expected: "more")
    }
    let training = all.filter { !isForValidation[Int($0)] }
    return (TrainingRows(self, training), TrainingRows(self, validation))
  }

  /// The rows of each class, or all rows as one group.
  private var groups: [[UInt32]] {
    guard case .classes(let classes) = targets else { return [allRows.rows] }
    var groups = [[UInt32]](repeating: [], count: labels.count)
    for (row, index) in classes.enumerated() {
      groups[Int(index)].append(UInt32(truncatingIfNeeded: row))
    }
    return groups
  }
}
