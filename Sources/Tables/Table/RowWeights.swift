import CSV

extension LabelledTable {
  /// How much each row counts, by the weight's column; nil where none was chosen.
  ///
  /// - Throws: ``TableError`` at the first that is missing, not a finite number of a float, or below 0.
  public func weights() throws(TableError) -> [Float]? {
    guard let weight else { return nil }
    // Behind the labels after the first.
    let (place, keptCount) = (labels.count - 1, labels.count)
    var weights: [Float] = []
    weights.reserveCapacity(rows.rowCount)
    for row in 0..<rows.rowCount {
      do throws(ValueFault) {
        weights.append(
          try rows.kept.withBytes(row * keptCount + place) { text throws(ValueFault) in
            try Float(weight: text.extracting(text.trimmed(0..<text.count)), missingInLabels)
          })
      } catch {
        throw rows.columns.error(
          .value(rows.kept[row * keptCount + place], error), line: rows.lines[row],
          column: weight.position)
      }
    }
    return weights
  }
}

extension Float {
  fileprivate init(weight text: Span<UInt8>, _ missingValues: MissingValues) throws(ValueFault) {
    if missingValues.contains(text) { throw .missingWeight }
    self = try Float(finite: text)
    guard self >= 0 else { throw .negative }
  }
}
