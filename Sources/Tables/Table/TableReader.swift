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

/// Reads a table's header, then its rows one after the other.
public struct TableReader: ~Copyable {
  /// The table's columns.
  public let columns: Columns

  /// The physical line, from 1, that the current row begins on.
  public var line: Int { records.line }

  private var records: RecordReader
  /// Whether the record read first is a row that is still to be handed out.
  private var isFirstPending: Bool
  /// Whether rows end with a delimiter, and so with an empty field that is no column.
  private let hasTail: Bool

  /// Opens the table at `path`, or standard input for `-`, and reads its header.
  ///
  /// - Throws: ``TableError``, `CSVError` or `FileError`.
  public init(path: String, dialect: Dialect = .csv, header: HeaderMode = .assumed) throws {
    let input = try InputFile(path: path)
    let records = try RecordReader(file: input.name, dialect: dialect) { try input.read(into: &$0) }
    try self.init(records, header: header)
  }

  /// Reads the header of the table that `records` reads, of which nothing was read yet.
  ///
  /// - Throws: ``TableError``, `CSVError`, or what the source throws.
  public init(_ records: consuming RecordReader, header: HeaderMode = .assumed) throws {
    let file = records.file
    guard try records.next() else {
      throw TableError(file: file, line: nil, column: nil, fault: .noRecords)
    }
    let line = records.line
    let first = try records.withRecord { bytes, fields in
      try FirstRecord(bytes, fields, mode: header, file: file, line: line)
    }
    columns = first.columns
    hasTail = first.hasTail
    isFirstPending = header == .absent
    self.records = records
  }

  /// Goes to the next row, the first at the first call; false at the end of the table.
  ///
  /// - Throws: ``TableError``, `CSVError`, or what the source throws; there is no going on after it.
  public mutating func next() throws -> Bool {
    if isFirstPending {
      isFirstPending = false
      return true
    }
    guard try records.next() else { return false }
    if hasTail, let tail = records[columns.count], !tail.isEmpty {
      let value = String(decoding: tail, as: UTF8.self)
      throw columns.error(.value(value, .unnamedColumn), line: line, column: columns.count)
    }
    return true
  }

  /// Calls `body` with the bytes that the current row lies in and the ranges of its fields, of which
  /// there may be one more than there are columns.
  public func withRow<R, E: Error>(
    _ body: (_ bytes: Span<UInt8>, _ fields: Span<Range<Int>>) throws(E) -> R
  ) throws(E) -> R {
    try records.withRecord(body)
  }
}
