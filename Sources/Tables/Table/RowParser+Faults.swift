// What becomes of rows that cannot be used.

extension RowParser {
  /// Appends a row for a record that has no fields to speak of.
  func appendNothing(line: Int, to batch: inout Batch) {
    batch.features.append(contentsOf: repeatElement(.nan, count: features.featureCount))
    let none: [UInt8] = []
    batch.raw.append(contentsOf: repeatElement(.nan, count: measured.count))
    for _ in learned { batch.learned.append(none.span) }
    if label != nil { batch.labels.append(none.span) }
    for _ in kept { batch.kept.append(none.span) }
    batch.lines.append(line)
    batch.rowCount += 1
  }

  /// Does with a row that cannot be used as the policy says.
  ///
  /// - Throws: `fault`, where that is an error.
  func take(_ fault: TableError, of row: Int, _ batch: inout Batch) throws(TableError) {
    guard policy != .fail else { throw fault }
    batch.faults.append(.value(fault), row: row)
  }

  /// Notes that `row` has no value in `column` that the model knows, where somebody wants to know.
  func addGap(
    _ column: FeatureColumn, of row: Int, _ kind: FeatureGap.Kind, isFault: Bool,
    to batch: inout Batch
  ) {
    guard wantsGaps else { return }
    batch.gaps.append(
      FeatureGap(row: row, feature: column.firstFeature, kind: kind, isFault: isFault))
  }
}
