import CSV

/// Turns blocks of text into batches of rows.
struct TextParser: Sendable {
  private var scanner: RecordScanner
  private let parser: RowParser
  /// What plain records are; nil where none may be read as such.
  private let plan: RowPlan?
  /// The position of the empty field at the end of each record, where there is one.
  private let tail: Int?
  private var fields = RowFields()

  /// Rows that are read between two looks at their labels: their numbers are to stay in the cache, and the places of
  /// their fields take memory, eight bytes each.
  private let rowsAtATime: Int

  init(_ scanner: RecordScanner, _ dialect: Dialect, _ parser: RowParser, hasTail: Bool) {
    self.scanner = scanner
    self.parser = parser
    tail = hasTail ? parser.columns.count : nil
    plan = parser.plan(dialect, hasTail: hasTail)
    let width = max(parser.columns.count, parser.features.featureCount)
    rowsAtATime = min(64, max(1, 262_144 / width))
  }

  /// Appends the rows of `block` to `batch`, and what is wrong with them unless that is an error.
  ///
  /// - Throws: ``TableError`` or `CSVError` for the first row that is not as it should be, or under
  ///   another policy than ``RowPolicy/fail`` only for what leaves in doubt where the next row begins.
  mutating func parse(_ block: inout Block, into batch: inout Batch) throws {
    scanner.begin(block)
    repeat {
      while let plan {
        let rows = scanner.nextRows(
          rowsAtATime, in: block, plan, values: &batch.features, fields: &fields)
        if rows == 0 { break }
        try appendTexts(of: rows, in: block, to: &batch)
      }
    } while try appendNext(in: &block, to: &batch)
  }

  /// The columns of numbers that hold text in the record that was parsed last; none where it was of plain numbers.
  func textColumns(in block: Block) -> [Column] {
    if scanner.fields.isEmpty { return [] }
    return block.withBytes { parser.textColumns($0, scanner.fields.span) }
  }

  /// Appends what is not a number of rows whose numbers are appended already.
  private func appendTexts(
    of rows: Int, in block: borrowing Block, to batch: inout Batch
  ) throws(TableError) {
    for row in 0..<rows {
      let line = scanner.line + row
      if parser.hasTexts {
        let fault = block.withBytes { bytes in
          let number = parser.setLookedAt(
            bytes, line: line, of: batch.rowCount + row, to: &batch
          ) { fields[row, $0] }
          parser.appendRaw(bytes, to: &batch) { fields[row, $0] }
          let fault = parser.appendTexts(
            bytes, line: line, of: batch.rowCount + row, to: &batch
          ) { fields[row, $0] }
          return number ?? fault
        }
        if let fault { try parser.take(fault, of: batch.rowCount + row, &batch) }
      }
      batch.lines.append(line)
    }
    batch.rowCount += rows
  }

  /// Appends the next record, whatever it looks like; false where there is none.
  private mutating func appendNext(in block: inout Block, to batch: inout Batch) throws -> Bool {
    let row = batch.rowCount
    do throws(CSVError) {
      guard try scanner.next(in: &block) else { return false }
    } catch {
      guard parser.policy != .fail, error.fault.isOfOneRecord else { throw error }
      parser.appendNothing(line: scanner.line, to: &batch)
      batch.faults.append(.record(error), row: row)
      return true
    }
    let fault = block.withBytes { bytes in
      let last = tail.flatMap { parser.valueBehind($0, bytes, scanner.fields.span, scanner.line) }
      let fault = parser.append(bytes, scanner.fields.span, line: scanner.line, to: &batch)
      return last ?? fault
    }
    if let fault { try parser.take(fault, of: row, &batch) }
    return true
  }
}
