import CCSV

/// A piece of a table that ends where a record ends: a unit of work that needs nothing from the
/// pieces beside it.
public struct Block: Sendable {
  /// The longest record that is held in memory, in bytes: a row of the widest model has
  /// fifteen for each number.
  public static let recordLimit = 16 << 20

  /// The storage, reused from block to block; records take the bytes from `start` up to `end`.
  ///
  /// Behind them are as many bytes as the C functions need, the first of them a line feed.
  private(set) var bytes: [UInt8]
  /// Where the first record that was not scanned yet begins.
  var start = 0
  /// The end of the last record.
  private(set) var end = 0
  /// The physical line, from 1, of `start`.
  var firstLine = 1
  /// The first of empty lines just before the block: a fault, now that a record follows.
  var emptyLine: Int?
  /// Whether the block is the beginning of a record that is too long to be held.
  var isCut = false
  /// Whether the block has no records, and nothing but the empty lines from ``emptyLine`` to ``firstLine``.
  private(set) var hasEmptyLinesAlone = false

  /// A block without records; who reads into it makes room.
  public init() {
    bytes = [UInt8](repeating: 0, count: Int(CSV_SLACK))
  }

  /// Empty lines above a record that is in another block.
  init(emptyLines lines: Range<Int>) {
    self.init()
    (emptyLine, firstLine, hasEmptyLinesAlone) = (lines.lowerBound, lines.upperBound, true)
  }

  /// Whether it has no records, or none any more.
  public var isEmpty: Bool { count == 0 }

  /// Whether it has so long a record that a program should not keep several such blocks in memory.
  public var isLarge: Bool { count > 4 * BlockReader.blockSize }

  /// The number of bytes of its records.
  var count: Int { end - start }

  /// Drops all records.
  mutating func clear() {
    start = 0
    cut(at: 0)
    emptyLine = nil
    isCut = false
    hasEmptyLinesAlone = false
  }

  /// Ends the block before `position`.
  mutating func cut(at position: Int) {
    end = position
    bytes[position] = Byte.lineFeed
  }

  /// Appends `more`.
  mutating func append(_ more: ArraySlice<UInt8>) {
    if free < more.count { grow(by: more.count - free) }
    bytes.replaceSubrange(end..<end + more.count, with: more)
    cut(at: end + more.count)
  }

  /// Appends what `source` gives at once, up to the room there is, or `limit` where that is less; 0 at
  /// its end.
  mutating func append(from source: ByteSource, upTo limit: Int = .max) throws -> Int {
    let read = try bytes.fill(from: end, upTo: end + min(free, limit), source)
    cut(at: end + read)
    return read
  }

  /// The bytes that may be appended without more storage.
  var free: Int { bytes.count - Int(CSV_SLACK) - end }

  /// Makes room for `size` bytes more.
  mutating func grow(by size: Int) {
    bytes.append(contentsOf: repeatElement(0, count: size))
  }

  /// Sets a byte before the scanner's position, which are the scanner's to change.
  mutating func set(_ position: Int, to byte: UInt8) { bytes[position] = byte }
}
