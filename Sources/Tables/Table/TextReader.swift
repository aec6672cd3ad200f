import CSV

/// Reads the header of a text, then its records in blocks.
struct TextReader: ~Copyable {
  /// The table's columns.
  let columns: Columns

  private var blocks: BlockReader
  private let scanner: RecordScanner
  private let dialect: Dialect
  /// Whether rows end with a delimiter, and so with an empty field that is no column.
  private let hasTail: Bool

  /// Reads the header of the text that `source` gives.
  ///
  /// - Throws: ``TableError``, `CSVError`, or what the source throws.
  init(
    file: String, _ dialect: Dialect, _ header: HeaderMode, _ source: @escaping ByteSource
  ) throws {
    var blocks = try BlockReader(file: file, dialect: dialect, source: source)
    var block = Block()
    guard try blocks.next(&block, atMost: 1) else {
      throw TableError(file: file, line: nil, column: nil, fault: .noRecords)
    }
    var scanner = RecordScanner(file: file, dialect: dialect)
    // Scanning may change the bytes of what was scanned, which is still to be handed out as a row.
    let unchanged = header == .absent ? block : nil
    scanner.begin(block)
    _ = try scanner.next(in: &block)
    let first = try block.withBytes { bytes in
      try FirstRecord(bytes, scanner.fields.span, mode: header, file: file, line: scanner.line)
    }
    columns = first.columns
    hasTail = first.hasTail
    scanner.dropFields()
    if let unchanged { blocks.putBack(unchanged) }
    self.scanner = scanner
    self.dialect = dialect
    self.blocks = blocks
  }

  /// Reads the next records, up to the given number; false at the end.
  mutating func next(_ block: inout Block, atMost rows: Int) throws -> Bool {
    try blocks.next(&block, atMost: rows)
  }

  /// What makes rows of the blocks.
  func parser(_ rows: RowParser) -> TextParser {
    TextParser(scanner, dialect, rows, hasTail: hasTail)
  }
}
