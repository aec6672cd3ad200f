import Random

extension TrainingTable {
  /// Sets about `fraction` of the rows apart for validation: the same rows for the same seed.
  ///
  /// Stratified: of each class with n rows, round(n `fraction`) are taken, but never all. Where labels apply or
  /// not, the rows of one combination of them are such a class, and those of all combinations too rare for a
  /// row to be taken are one together; other numbers have no classes. Those taken are the first after a
  /// shuffle (``RandomStream/split``, by class). Both parts keep the order of the table.
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
    func count(_ group: [UInt32]) -> Int { Int((fraction * Double(group.count)).rounded()) }
    var groups = groups
    if case .values = targets {
      let rare = groups.filter { count($0) == 0 }.flatMap(\.self).sorted()
      groups = groups.filter { count($0) > 0 } + [rare]
    }
    for (number, group) in groups.enumerated() where !group.isEmpty {
      var group = group
      var generator = RandomStream.split.generator(seed: seed, number)
      group.shuffle(using: &generator)
      for row in group.prefix(min(count(group), group.count - 1)) {
        isForValidation[Int(row)] = true
      }
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

  /// The rows of each class, those of each combination of labels in the order of its first row, or all rows as
  /// one group.
  private var groups: [[UInt32]] {
    var groups: [[UInt32]] = []
    switch targets {
    case .classes(let classes):
      groups = [[UInt32]](repeating: [], count: labels.count)
      for (row, index) in classes.enumerated() {
        groups[Int(index)].append(UInt32(truncatingIfNeeded: row))
      }
    case .values(let values):
      guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else { return [allRows.rows] }
      var known: [ArraySlice<Double>: Int] = [:]
      for row in 0..<rowCount {
        let combination = values[row * labels.count..<(row + 1) * labels.count]
        let index = known[combination] ?? groups.count
        if index == groups.count {
          known[combination] = index
          groups.append([])
        }
        groups[index].append(UInt32(truncatingIfNeeded: row))
      }
    }
    return groups
  }
}
