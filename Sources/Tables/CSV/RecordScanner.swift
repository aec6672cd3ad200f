import CCSV

/// Finds the fields of the records of a block, one record at a time, or whole rows of plain numbers.
///
/// A field is a range of the block's bytes, without its quotes, never a copy. Doubled quotes are
/// undoubled in place: the block's bytes up to the scanner's position are its to change. All records
/// have as many fields as the first one that the scanner, or the one it was copied from, came by.
public struct RecordScanner: Sendable {
  /// The current record's fields; none where it was read as plain numbers.
  public private(set) var fields: [Range<Int>] = []
  /// The physical line, from 1, that the current record begins on.
  public private(set) var line = 0

  private let file: String
  private let dialect: Dialect
  private let recordLimit: Int
  private var position = 0
  private var nextLine = 1
  /// The first of the empty lines just passed: fine at the end of the table, a fault elsewhere.
  private var emptyLine: Int?
  private var width: Int?
  /// How many fields the current record has, those that are not kept among them.
  private var fieldCount = 0

  /// The most columns that a table may have: some more than a model has features.
  static let columnLimit = (1 << 20) + 4096

  /// A scanner of blocks of a table that is called `file` in messages.
  public init(file: String, dialect: Dialect) {
    self.init(file: file, dialect: dialect, recordLimit: Block.recordLimit)
  }

  init(file: String, dialect: Dialect, recordLimit: Int) {
    self.file = file
    self.dialect = dialect
    self.recordLimit = recordLimit
  }

  /// Goes to the beginning of a block.
  public mutating func begin(_ block: borrowing Block) {
    position = block.start
    nextLine = block.firstLine
    emptyLine = block.emptyLine
  }

  /// Drops the current record's fields and their memory.
  public mutating func dropFields() { fields = [] }

  /// Scans the next record of `block`; false where there is none.
  ///
  /// - Throws: ``CSVError``. After one of a single record (``CSVError/Fault/isOfOneRecord``) the next
  ///   call goes on behind it, and ``line`` is that record's; there is no going on after any other.
  public mutating func next(in block: inout Block) throws(CSVError) -> Bool {
    while try endsRecord(block, at: position), position < block.end {
      emptyLine = emptyLine ?? nextLine
      passLineEnd(block)
    }
    guard position < block.end || block.hasEmptyLinesAlone else { return false }
    if let empty = emptyLine {
      line = empty
      emptyLine = empty + 1 < nextLine ? empty + 1 : nil
      throw error(.emptyLine, line: empty)
    }
    guard position < block.end else { return false }
    line = nextLine
    fields.removeAll(keepingCapacity: true)
    fieldCount = 0
    while true {
      let isQuoted = dialect.hasQuotes && block.bytes[position] == Byte.quote
      add(try isQuoted ? quotedField(&block) : plainField(block))
      if try endsRecord(block, at: position) { break }
      position += 1
      if position == block.end {
        add(position..<position)
        break
      }
    }
    if position == block.end, block.isCut {
      throw error(.recordTooLong(limit: recordLimit), line: line)
    }
    passLineEnd(block)
    try checkWidth()
    return true
  }

  /// Reads the next records of `block` as long as they are plain, up to `count`: numbers where `plan` has
  /// features, no quotes, as many fields as it has columns.
  ///
  /// - Parameters:
  ///   - values: the features of each row are appended to it.
  ///   - fields: receives the fields of all columns, where the plan wants them.
  /// - Returns: how many there were. The first that is not plain is for ``next(in:)``.
  public mutating func nextRows(
    _ count: Int, in block: borrowing Block, _ plan: RowPlan, values: inout [Float],
    fields: inout RowFields
  ) -> Int {
    guard emptyLine == nil, !block.isCut else { return 0 }
    let rows = plan.read(count, block, &position, &values, &fields)
    // Those of another record, perhaps in another block.
    if rows > 0 { self.fields.removeAll(keepingCapacity: true) }
    line = nextLine
    nextLine += rows
    return rows
  }

  /// Adds a field to the record; one too many is counted and not kept.
  private mutating func add(_ field: Range<Int>) {
    fieldCount += 1
    if fieldCount <= width ?? Self.columnLimit { fields.append(field) }
  }

  /// The field from `position` on, up to a delimiter, a line end or the end of the table.
  private mutating func plainField(_ block: borrowing Block) throws(CSVError) -> Range<Int> {
    let bytes = block.bytes.span.extracting(0..<block.end)
    let start = position
    var i = start
    while i < bytes.count {
      let byte = bytes[i]
      if byte == dialect.delimiter || byte == Byte.lineFeed || byte == Byte.carriageReturn { break }
      if byte == Byte.quote, dialect.hasQuotes {
        throw error(.strayQuote(field: fieldCount + 1), line: line)
      }
      i += 1
    }
    position = i
    return start..<i
  }

  /// Whether a line end, or the end of the table, is at `i`.
  private func endsRecord(_ block: borrowing Block, at i: Int) throws(CSVError) -> Bool {
    guard i < block.end else { return true }
    if block.bytes[i] == Byte.lineFeed { return true }
    guard block.bytes[i] == Byte.carriageReturn else { return false }
    guard i + 1 < block.end, block.bytes[i + 1] == Byte.lineFeed else {
      throw error(.bareCarriageReturn, line: nextLine)
    }
    return true
  }

  private mutating func passLineEnd(_ block: borrowing Block) {
    guard position < block.end else { return }
    position += block.bytes[position] == Byte.lineFeed ? 1 : 2
    nextLine += 1
  }

  private mutating func checkWidth() throws(CSVError) {
    guard let width else {
      guard fieldCount <= Self.columnLimit else {
        throw error(.manyColumns(found: fieldCount, limit: Self.columnLimit), line: line)
      }
      width = fieldCount
      return
    }
    if fieldCount != width {
      throw error(.fieldCount(found: fieldCount, expected: width), line: line)
    }
  }

  private func error(_ fault: CSVError.Fault, line: Int) -> CSVError {
    CSVError(file: file, line: line, fault: fault)
  }
}

extension RecordScanner {
  /// The field whose opening quote is at `position`; leaves `position` after the closing one.
  private mutating func quotedField(_ block: inout Block) throws(CSVError) -> Range<Int> {
    let openingLine = nextLine
    let start = position + 1
    var end = start
    var i = start
    while i < block.end {
      let byte = block.bytes[i]
      if byte == Byte.quote {
        guard i + 1 < block.end, block.bytes[i + 1] == Byte.quote else { break }
        i += 1
      } else if byte == Byte.lineFeed {
        nextLine += 1
      }
      if end != i { block.set(end, to: byte) }
      end += 1
      i += 1
    }
    guard i < block.end else {
      throw error(.unclosedQuote(field: fieldCount + 1), line: openingLine)
    }
    position = i + 1
    guard try endsRecord(block, at: position) || block.bytes[position] == dialect.delimiter else {
      throw error(.textAfterQuote(field: fieldCount + 1), line: nextLine)
    }
    return start..<end
  }
}
