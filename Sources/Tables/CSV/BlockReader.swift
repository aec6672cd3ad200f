import CCSV

/// Cuts a stream of bytes into blocks of whole records.
///
/// A line feed ends a record where an even number of quotes precedes it, so the cut needs a count of
/// the new bytes' quotes and a short walk back from their end, not a parse. In a table with a stray
/// quote that count is wrong from there on, but the scanner stops at that quote anyway.
public struct BlockReader: ~Copyable {
  /// Bytes read at a time: enough to make a call's cost vanish, few enough to stay in the cache.
  public static let blockSize = 256 << 10
  /// The first time fewer, because memory costs time too and many tables are small.
  private static let firstSize = 16 << 10

  private let source: ByteSource
  private let hasQuotes: Bool
  private let recordLimit: Int
  private let blockSize: Int
  private var readSize: Int
  /// What was read and is in no block yet.
  private var rest: UnreadRecords
  private var isAtEnd = false
  private var nextLine = 1
  /// The first of the empty lines that were read last: fine at the end of the table.
  private var emptyLine: Int?
  /// The next records, while blocks of the empty lines above them are returned first.
  private var held: Block?

  /// A reader of the table that `source` gives; reads its first bytes.
  ///
  /// - Throws: ``CSVError`` for an encoding other than UTF-8, or what `source` throws.
  public init(file: String, dialect: Dialect, source: @escaping ByteSource) throws {
    try self.init(file: file, dialect: dialect, blockSize: Self.blockSize, source: source)
  }

  package init(
    file: String, dialect: Dialect, recordLimit: Int = Block.recordLimit, blockSize: Int,
    source: @escaping ByteSource
  ) throws {
    guard let head = try [UInt8].head(of: source) else {
      throw CSVError(file: file, line: 1, fault: .notUTF8)
    }
    self.source = source
    hasQuotes = dialect.hasQuotes
    self.recordLimit = recordLimit
    self.blockSize = blockSize
    readSize = min(blockSize, Self.firstSize)
    rest = UnreadRecords(bytes: head)
  }

  /// Reads the next block; false at the end.
  ///
  /// Returns as soon as one record is whole, so that a table that trickles in is not held back.
  ///
  /// - Parameter rows: the block has at most that many records, and at most that many empty lines above each of them.
  ///   A caller limits them where a row takes more memory than its bytes in the table.
  /// - Throws: what the source throws.
  public mutating func next(_ block: inout Block, atMost rows: Int = .max) throws -> Bool {
    if let records = held.take() {
      block = records
    } else {
      repeat {
        try readRecords(&block, atMost: rows)
      } while block.isEmpty && !(isAtEnd && rest.isEmpty)
      if block.isEmpty { return false }
    }
    if let first = block.emptyLine, rows < block.firstLine - first {
      block.emptyLine = first + rows
      held = block
      block = Block(emptyLines: first..<first + rows)
    }
    return true
  }

  /// Takes back the only record of `block`, which was read last.
  public mutating func putBack(_ block: borrowing Block) {
    rest.prepend(block.bytes[block.start..<block.end])
    nextLine = block.firstLine
  }

  /// Reads until a record is whole, or there are no more bytes; empty lines at the end are dropped.
  private mutating func readRecords(_ block: inout Block, atMost rows: Int) throws {
    block.clear()
    block.firstLine = nextLine
    if rest.hasRecords {
      block.append(rest.takeRecords(rows, hasQuotes))
    } else {
      block.append(rest.takeAll())
      try fill(&block, atMost: rows)
      if block.isCut { return }
    }
    nextLine += block.bytes.csvCounts(block.start..<block.end).lineFeeds
    block.emptyLine = emptyLine
    let emptyLines = block.dropEmptyLines()
    if !block.isEmpty { emptyLine = nil }
    if emptyLines > 0 { emptyLine = emptyLine ?? nextLine - emptyLines }
  }

  /// Reads on until the block, which has the beginning of a record, has all of it.
  private mutating func fill(_ block: inout Block, atMost rows: Int) throws {
    if block.free < readSize { block.grow(by: readSize - block.free) }
    var counted = block.start
    var lineFeeds = 0
    var isQuoted = false
    while !isAtEnd {
      guard block.count < recordLimit else {
        isAtEnd = true
        block.isCut = true
        return
      }
      if block.free == 0 {
        block.grow(by: min(block.count, max(recordLimit - block.count, 1)))
      }
      // No more at once, however much room a long record has made: what follows a record is copied.
      isAtEnd = try block.append(from: source, upTo: readSize) == 0
      readSize = blockSize
      let new = block.bytes.csvCounts(counted..<block.end)
      lineFeeds += new.lineFeeds
      isQuoted = isQuoted != (hasQuotes && new.quotes & 1 == 1)
      if let end = block.lastRecordEnd(from: counted, isQuoted: isQuoted, hasQuotes) {
        let cut =
          lineFeeds > rows
          ? block.bytes.recordEnd(after: rows, in: block.start..<end, hasQuotes) : end
        rest = UnreadRecords(bytes: Array(block.bytes[cut..<block.end]), recordsEnd: end - cut)
        block.cut(at: cut)
        return
      }
      counted = block.end
    }
  }
}

/// Bytes of a table that were read and are in no block yet: whole records, and behind them the beginning of one.
private struct UnreadRecords {
  private var bytes: [UInt8]
  private var start = 0
  /// Where the whole records end.
  private var recordsEnd: Int

  init(bytes: [UInt8], recordsEnd: Int = 0) {
    self.bytes = bytes
    self.recordsEnd = recordsEnd
  }

  var isEmpty: Bool { start == bytes.count }

  /// Whether there is a whole record.
  var hasRecords: Bool { start < recordsEnd }

  /// Takes whole records out, at most `count` of them.
  mutating func takeRecords(_ count: Int, _ hasQuotes: Bool) -> ArraySlice<UInt8> {
    let end = bytes.recordEnd(after: count, in: start..<recordsEnd, hasQuotes)
    defer { start = end }
    return bytes[start..<end]
  }

  /// Takes all bytes out.
  mutating func takeAll() -> ArraySlice<UInt8> {
    defer { self = UnreadRecords(bytes: []) }
    return bytes[start...]
  }

  /// Puts a whole record in front.
  mutating func prepend(_ record: ArraySlice<UInt8>) {
    let records = hasRecords ? recordsEnd - start : 0
    self = UnreadRecords(
      bytes: Array(record) + bytes[start...], recordsEnd: record.count + records)
  }
}

extension [UInt8] {
  /// How many line feeds and quotes are in `range`.
  fileprivate func csvCounts(_ range: Range<Int>) -> (lineFeeds: Int, quotes: Int) {
    var (lineFeeds, quotes) = (0, 0)
    unsafe withUnsafeBufferPointer { bytes in
      unsafe csv_count(
        bytes.baseAddress.map { unsafe $0 + range.lowerBound }, range.count, &lineFeeds, &quotes)
    }
    return (lineFeeds, quotes)
  }

  /// Where the `count`th record of `range` ends, or the range if it has fewer; a record begins with the range.
  fileprivate func recordEnd(after count: Int, in range: Range<Int>, _ hasQuotes: Bool) -> Int {
    let pieceSize = 4096
    var left = count
    var isQuoted = false
    for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceSize) {
      let piece = start..<Swift.min(start + pieceSize, range.upperBound)
      let counts = csvCounts(piece)
      if !hasQuotes || counts.quotes == 0 {
        if isQuoted { continue }
        if counts.lineFeeds < left {
          left -= counts.lineFeeds
          continue
        }
      }
      for i in piece {
        if self[i] == Byte.quote, hasQuotes { isQuoted.toggle() }
        if self[i] == Byte.lineFeed, !isQuoted {
          left -= 1
          if left == 0 { return i + 1 }
        }
      }
    }
    return range.upperBound
  }
}

extension Block {
  /// Where the last record of the block ends, if one ends after byte `start`.
  fileprivate func lastRecordEnd(from start: Int, isQuoted: Bool, _ hasQuotes: Bool) -> Int? {
    let bytes = bytes.span
    var isInside = isQuoted
    var i = end
    while i > start {
      i -= 1
      if bytes[i] == Byte.lineFeed, !isInside { return i + 1 }
      if hasQuotes, bytes[i] == Byte.quote { isInside.toggle() }
    }
    return nil
  }

  /// Takes the empty lines at its end away, and returns how many there were.
  fileprivate mutating func dropEmptyLines() -> Int {
    var dropped = 0
    while end > start, bytes[end - 1] == Byte.lineFeed {
      let hasReturn = end - 1 > start && bytes[end - 2] == Byte.carriageReturn
      let line = hasReturn ? end - 2 : end - 1
      guard line == start || bytes[line - 1] == Byte.lineFeed else { break }
      cut(at: line)
      dropped += 1
    }
    return dropped
  }
}
