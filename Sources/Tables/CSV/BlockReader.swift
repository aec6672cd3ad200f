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
  /// The beginning of the next block: what was read after the last record's end.
  private var carry: [UInt8]
  private var isAtEnd = false
  private var nextLine = 1
  /// The first of the empty lines that were read last: fine at the end of the table.
  private var emptyLine: Int?

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
    carry = head
  }

  /// Reads the next block; false at the end.
  ///
  /// Returns as soon as one record is whole, so that a table that trickles in is not held back.
  ///
  /// - Throws: what the source throws.
  public mutating func next(_ block: inout Block) throws -> Bool {
    repeat { try readRecords(&block) } while block.count == 0 && !isAtEnd
    return block.count > 0
  }

  /// Reads until a record is whole, or there are no more bytes; empty lines at the end are dropped.
  private mutating func readRecords(_ block: inout Block) throws {
    block.clear()
    block.firstLine = nextLine
    block.append(carry)
    carry.removeAll(keepingCapacity: true)
    if block.free < readSize { block.grow(by: readSize - block.free) }
    readSize = blockSize
    var counted = block.start
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
      isAtEnd = try block.append(from: source) == 0
      let new = block.counts(counted..<block.end)
      nextLine += new.lineFeeds
      isQuoted = isQuoted != (hasQuotes && new.quotes & 1 == 1)
      if let end = block.lastRecordEnd(from: counted, isQuoted: isQuoted, hasQuotes) {
        carry.append(contentsOf: block.bytes[end..<block.end])
        nextLine -= block.counts(end..<block.end).lineFeeds
        block.cut(at: end)
        break
      }
      counted = block.end
    }
    block.emptyLine = emptyLine
    let emptyLines = block.dropEmptyLines()
    if block.count > 0 { emptyLine = nil }
    if emptyLines > 0 { emptyLine = emptyLine ?? nextLine - emptyLines }
  }
}

extension Block {
  /// How many line feeds and quotes are in `range`.
  fileprivate func counts(_ range: Range<Int>) -> (lineFeeds: Int, quotes: Int) {
    var (lineFeeds, quotes) = (0, 0)
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe csv_count(
        bytes.baseAddress.map { unsafe $0 + range.lowerBound }, range.count, &lineFeeds, &quotes)
    }
    return (lineFeeds, quotes)
  }

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
