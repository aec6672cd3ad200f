/// Reads a table's records one after the other, in constant memory.
///
/// A field is a range of bytes, without its quotes; no text is made of it. All records have as many
/// fields as the first. Empty lines at the end of the table are passed over.
public struct RecordReader: ~Copyable {
  /// The longest record that is held in memory, in bytes.
  public static let recordLimit = 64 << 20

  /// What the table is called in messages.
  public let file: String

  /// The current record's fields, as ranges of the bytes that ``withRecord(_:)`` shows.
  public var fieldCount: Int { scanner.fields.count }

  /// The physical line, from 1, that the current record begins on.
  public var line: Int { scanner.line }

  private var blocks: BlockReader
  private var block: Block
  private var scanner: RecordScanner

  /// A reader of the table that `source` gives; reads its first bytes.
  ///
  /// - Throws: ``CSVError`` for an encoding other than UTF-8, or what `source` throws.
  public init(file: String, dialect: Dialect, source: @escaping ByteSource) throws {
    try self.init(file: file, dialect: dialect, recordLimit: Self.recordLimit, source: source)
  }

  init(
    file: String, dialect: Dialect, recordLimit: Int, blockSize: Int = BlockReader.blockSize,
    source: @escaping ByteSource
  ) throws {
    guard let head = try [UInt8].head(of: source) else {
      throw CSVError(file: file, line: 1, fault: .notUTF8)
    }
    self.file = file
    blocks = BlockReader(
      source, hasQuotes: dialect.hasQuotes, recordLimit: recordLimit, head: head)
    block = Block(size: blockSize)
    scanner = RecordScanner(file: file, dialect: dialect, recordLimit: recordLimit)
  }

  /// Goes to the next record, the first at the first call; false at the end of the table.
  ///
  /// - Throws: ``CSVError``, or what the source throws; there is no going on after it.
  public mutating func next() throws -> Bool {
    while try !scanner.next(in: &block) {
      guard try blocks.next(&block) else { return false }
      scanner.begin()
    }
    return true
  }

  /// Calls `body` with the bytes that the current record lies in and the ranges of its fields.
  public func withRecord<R, E: Error>(
    _ body: (_ bytes: Span<UInt8>, _ fields: Span<Range<Int>>) throws(E) -> R
  ) throws(E) -> R {
    try body(block.bytes.span, scanner.fields.span)
  }

  /// The bytes of a field of the current record, from 0; nil where there is no such field.
  ///
  /// - Complexity: O(length of the field): a copy. ``withRecord(_:)`` copies nothing.
  public subscript(field: Int) -> [UInt8]? {
    guard scanner.fields.indices.contains(field) else { return nil }
    return Array(block.bytes[scanner.fields[field]])
  }
}
