import CSV

extension LabelledTable {
  /// What several columns say to learn: numbers, or which labels apply.
  ///
  /// - Throws: ``TableError`` at the first that is no finite number of a float, or that is to say
  ///   whether a label applies and is not from 0 to 1.
  func severalTargets(_ choice: TaskChoice) throws(TableError) -> Targets {
    let values = try labelColumnValues(orIfText: choice == .regress ? .textToRegress : .noFlag)
    if choice == .regress { return .values(values) }
    guard let other = values.firstIndex(where: { $0 < 0 || $0 > 1 }) else {
      let isFlags = choice == .classify || values.allSatisfy { $0 == 0 || $0 == 1 }
      return isFlags ? .labels(values) : .values(values)
    }
    if choice == .auto { return .values(values) }
    let (row, label) = (other / labels.count, other % labels.count)
    throw error(row, label, .noFlag)
  }

  /// The numbers of all labels' columns, [rows, labels], row-major.
  ///
  /// - Parameter fault: what a text among them is.
  /// - Throws: ``TableError`` at the first that is no finite number of a float.
  public func labelColumnValues(
    orIfText fault: ValueFault = .notANumber
  ) throws(TableError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.rowCount * labels.count)
    for row in 0..<rows.rowCount {
      for label in labels.indices {
        do throws(ValueFault) {
          let (cells, place) = cell(row, label)
          values.append(
            try cells.withBytes(place) { text throws(ValueFault) in
              let text = text.extracting(text.trimmed(0..<text.count))
              if missingInLabels.contains(text) { throw .missingLabel }
              return try Double(target: text)
            })
        } catch {
          throw self.error(row, label, error == .notANumber ? fault : error)
        }
      }
    }
    return values
  }

  /// Where the text of a label is: among the labels the first, the others among what was kept.
  private func cell(_ row: Int, _ label: Int) -> (TextCells, Int) {
    if label == 0 { return (rows.labels, row) }
    let keptCount = labels.count - 1 + (weight == nil ? 0 : 1)
    return (rows.kept, row * keptCount + label - 1)
  }

  private func error(_ row: Int, _ label: Int, _ fault: ValueFault) -> TableError {
    let (cells, place) = cell(row, label)
    return rows.columns.error(
      .value(cells[place], fault), line: rows.lines[row], column: labels[label].position)
  }
}
