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

  /// Rows that are read between two looks at their labels: their numbers are to stay in the cache.
  private static let rowsAtATime = 64

  init(_ scanner: RecordScanner, _ dialect: Dialect, _ parser: RowParser, hasTail: Bool) {
    self.scanner = scanner
    self.parser = parser
    tail = hasTail ? parser.columns.count : nil
    plan = parser.plan(dialect, hasTail: hasTail)
  }

  /// A batch for the rows of blocks, without any yet.
  public var emptyBatch: Batch {
    Batch(file: parser.columns.file, label: parser.label.map { parser.columns[$0] })
  }

  /// Appends the rows of `block` to `batch`.
  ///
  /// - Throws: ``TableError`` or `CSVError` for the first row that is not as it should be; neither block
  ///   nor batch are of use after it.
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
        try block.withBytes { bytes throws(TableError) in
          try parser.appendTexts(bytes, line: line, to: &batch) { fields[row, $0] }
        }
      }
      batch.lines.append(line)
    }
    batch.rowCount += rows
  }

  /// Appends the next record, whatever it looks like; false where there is none.
  private mutating func appendNext(in block: inout Block, to batch: inout Batch) throws -> Bool {
    guard try scanner.next(in: &block) else { return false }
    try block.withBytes { bytes throws(TableError) in
      if let tail, !scanner.fields[tail].isEmpty {
        throw parser.unnamedColumn(bytes.extracting(scanner.fields[tail]), tail, scanner.line)
      }
      try parser.append(bytes, scanner.fields.span, line: scanner.line, to: &batch)
    }
    return true
  }
}
