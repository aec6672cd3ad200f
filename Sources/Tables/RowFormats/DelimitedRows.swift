import CSV

/// Rows as CSV or TSV: `nan`, `inf` and `-inf` for what is no finite number, an empty field for what
/// there is none of.
public struct DelimitedRows: RowWriter {
  private var record: RecordWriter
  private let digits: Int?

  /// Whether text can be written beside numbers: it can.
  public static var holdsText: Bool { true }

  /// A writer of that dialect; numbers are the shortest texts that read back the same, or have
  /// `digits` significant digits.
  public init(_ dialect: Dialect, digits: Int? = nil) {
    record = RecordWriter(dialect)
    self.digits = digits
  }

  /// A header of these names.
  ///
  /// - Throws: `UnwritableText` where the dialect has no quotes and a name needs them.
  public static func header(
    _ names: [String], _ dialect: Dialect
  ) throws(UnwritableText) -> [UInt8] {
    var record = RecordWriter(dialect)
    for name in names { try record.append(name) }
    record.endRecord()
    return record.bytes
  }

  /// Appends a field of text that was read from a table, in quotes where it needs them.
  public mutating func append(_ text: Span<UInt8>) throws(UnwritableText) {
    try record.append(text)
  }

  /// Appends a field that holds a name; an empty one for none.
  public mutating func append(name: String?) throws(UnwritableText) {
    try record.append(name ?? "")
  }

  /// Appends the names as one field, as ``NameList`` writes them.
  public mutating func append(names: [String]?) throws(UnwritableText) {
    try record.append(names.map(NameList.text) ?? "")
  }

  /// Appends a whole number; an empty field for none.
  public mutating func append(index: Int?) {
    if let index {
      record.append(index)
    } else {
      record.appendEmpty()
    }
  }

  /// Appends a number.
  public mutating func append(number: Float) { record.append(number, digits: digits) }

  /// Appends numbers, each a field.
  public mutating func append(numbers: Span<Float>) { record.append(numbers, digits: digits) }

  /// Ends the row.
  public mutating func endRow() { record.endRecord() }

  /// Calls `body` with what was written since the last ``removeAll()``.
  public func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
    unsafe try body(record.bytes.span.bytes)
  }

  /// Drops the written bytes and keeps their memory.
  public mutating func removeAll() { record.removeAll() }
}
