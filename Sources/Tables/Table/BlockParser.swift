import CSV

/// Turns blocks of a table into batches of rows: a block at a time, in any order.
///
/// Belongs to one thread; each makes its own from the same ``TableReader``.
public struct BlockParser {
  private var scanner: RecordScanner
  private let parser: RowParser
  private let plan: RowPlan
  /// The position of the empty field at the end of each record, where there is one.
  private let tail: Int?
  private var fields = RowFields()
  private let policy: RowPolicy
  private let wantsGaps: Bool

  /// Rows that are read between two looks at their labels: their numbers are to stay in the cache.
  private static let rowsAtATime = 64

  init(
    _ scanner: RecordScanner, _ dialect: Dialect, _ parser: RowParser, hasTail: Bool,
    _ policy: RowPolicy, wantsGaps: Bool
  ) {
    self.scanner = scanner
    self.parser = parser
    self.policy = policy
    self.wantsGaps = wantsGaps
    tail = hasTail ? parser.columns.count : nil
    plan = parser.plan(dialect, hasTail: hasTail)
  }

  /// A batch for the rows of blocks, without any yet.
  public var emptyBatch: Batch {
    Batch(
      file: parser.columns.file, label: parser.label.map { parser.columns[$0] },
      wantsGaps: wantsGaps)
  }

  /// Appends the rows of `block` to `batch`, and what is wrong with them unless that is an error.
  ///
  /// - Throws: ``TableError`` or `CSVError` for the first row that is not as it should be, or under
  ///   another policy than ``RowPolicy/fail`` only for what leaves in doubt where the next row begins;
  ///   neither block nor batch are of use after it.
  /// - Complexity: O(bytes of the block).
  public mutating func parse(_ block: inout Block, into batch: inout Batch) throws {
    scanner.begin(block)
    repeat {
      while true {
        let rows = scanner.nextRows(
          Self.rowsAtATime, in: block, plan, values: &batch.features, fields: &fields)
        if rows == 0 { break }
        try appendTexts(of: rows, in: block, to: &batch)
      }
    } while try appendNext(in: &block, to: &batch)
    if policy == .skip { batch.dropFaultyRows() }
  }

  /// The columns of the features that hold text in the record that was parsed last.
  func textColumns(in block: Block) -> [Column] {
    block.withBytes { parser.textColumns($0, scanner.fields.span) }
  }

  /// Appends what is not a number of rows whose features are appended already.
  private func appendTexts(
    of rows: Int, in block: borrowing Block, to batch: inout Batch
  ) throws(TableError) {
    for row in 0..<rows {
      let line = scanner.line + row
      if parser.hasTexts {
        let fault = block.withBytes { bytes in
          parser.appendTexts(bytes, line: line, to: &batch) { fields[row, $0] }
        }
        if let fault { try take(fault, of: batch.rowCount + row, &batch) }
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
      guard policy != .fail, error.fault.isOfOneRecord else { throw error }
      parser.appendNothing(line: scanner.line, to: &batch)
      batch.faults.append(.record(error), row: row)
      return true
    }
    let fault = block.withBytes { bytes in
      let last = tail.flatMap { parser.valueBehind($0, bytes, scanner.fields.span, scanner.line) }
      let fault = parser.append(bytes, scanner.fields.span, line: scanner.line, to: &batch)
      return last ?? fault
    }
    if let fault { try take(fault, of: row, &batch) }
    return true
  }

  /// Does with a row that cannot be used as the policy says.
  private func take(_ fault: TableError, of row: Int, _ batch: inout Batch) throws(TableError) {
    guard policy != .fail else { throw fault }
    batch.faults.append(.value(fault), row: row)
  }
}
