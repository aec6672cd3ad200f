import CSV
import Files

/// Whether the first record names the columns.
public enum HeaderMode: Sendable {
  /// It does, unless it looks like data, which is an error: nothing is guessed.
  case assumed
  /// It does.
  case present
  /// It is the first row.
  case absent
}

/// Reads a table's header, then its rows in blocks, in memory that does not grow with the table.
public struct TableReader: ~Copyable {
  /// The table's columns.
  public let columns: Columns

  private var blocks: BlockReader
  /// What was read together with the header.
  private var first: Block?
  private let scanner: RecordScanner
  private let dialect: Dialect
  /// Whether rows end with a delimiter, and so with an empty field that is no column.
  private let hasTail: Bool

  /// Opens the table at `path`, or standard input for `-`, and reads its header.
  ///
  /// - Parameters:
  ///   - stop: what ends a wait for more of the table.
  ///   - onRead: called after every read with the bytes read so far, and the fraction of the whole that
  ///     they are; nil where nobody can know.
  /// - Throws: ``TableError``, `CSVError` or `FileError`.
  public init(
    path: String, dialect: Dialect = .csv, header: HeaderMode = .assumed, stop: ReadStop? = nil,
    onRead: @escaping (Int, Double?) -> Void = { _, _ in }
  ) throws {
    let input = try InputFile(path: path, stop: stop)
    try self.init(file: input.name, dialect: dialect, header: header) { bytes in
      let count = try input.read(into: &bytes)
      onRead(input.bytesRead, input.fractionRead)
      return count
    }
  }

  /// Reads the header of the table that `source` gives.
  ///
  /// - Throws: ``TableError``, `CSVError`, or what the source throws.
  public init(
    file: String, dialect: Dialect = .csv, header: HeaderMode = .assumed,
    source: @escaping ByteSource
  ) throws {
    var blocks = try BlockReader(file: file, dialect: dialect, source: source)
    var block = Block()
    guard try blocks.next(&block) else {
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
    scanner.drop(from: &block)
    columns = first.columns
    hasTail = first.hasTail
    self.first = unchanged ?? (block.isEmpty ? nil : block)
    self.scanner = scanner
    self.dialect = dialect
    self.blocks = blocks
  }

  /// Reads the next rows, as many as there are at the moment; false at the end of the table.
  ///
  /// - Throws: what the source throws; there is no going on after it.
  public mutating func next(_ block: inout Block) throws -> Bool {
    guard first != nil else { return try blocks.next(&block) }
    if let first = first.take() { block = first }
    return true
  }

  /// What takes rows out of the blocks.
  ///
  /// - Parameters:
  ///   - map: where the features are.
  ///   - label: the position of the label's column, where labels are wanted.
  ///   - kept: the positions of columns to be copied.
  ///   - missing: what becomes of missing features. A missing label is an error always.
  ///   - policy: what becomes of rows that cannot be used.
  ///   - wantsGaps: whether the batches are to say which features were missing.
  public func parser(
    _ map: ColumnMap, label: Int? = nil, kept: [Int] = [], missing: MissingPolicy = .error,
    onFault policy: RowPolicy = .fail, wantsGaps: Bool = false
  ) -> BlockParser {
    let rows = RowParser(
      columns: columns, features: map.positions, label: label, kept: kept, missing: missing)
    return BlockParser(scanner, dialect, rows, hasTail: hasTail, policy, wantsGaps: wantsGaps)
  }
}
