/// A piece of a table that ends where a record ends: a unit of work that needs nothing from the
/// pieces beside it.
struct Block {
  /// The storage, reused from block to block; only the first `count` bytes mean anything.
  var bytes: [UInt8]
  /// The number of bytes in the block.
  var count = 0
  /// Whether the block is the beginning of a record that is too long to be held.
  var isCut = false

  init(size: Int) {
    bytes = [UInt8](repeating: 0, count: size)
  }
}

/// Cuts a stream of bytes into blocks of whole records.
///
/// A line feed ends a record where an even number of quotes precedes it, so the cut needs a count of
/// the new bytes' quotes and a short walk back from their end, not a parse. In a table with a stray
/// quote that count is wrong from there on, but the scanner stops at that quote anyway.
struct BlockReader: ~Copyable {
  /// Bytes read at a time: enough to make a call's cost vanish, few enough to stay in the cache.
  static let blockSize = 256 << 10

  private let source: ByteSource
  private let hasQuotes: Bool
  private let recordLimit: Int
  /// The beginning of the next block: what was read after the last record's end.
  private var carry: [UInt8] = []
  private var isAtEnd = false

  init(_ source: @escaping ByteSource, hasQuotes: Bool, recordLimit: Int, head: [UInt8]) {
    self.source = source
    self.hasQuotes = hasQuotes
    self.recordLimit = recordLimit
    carry = head
  }

  /// Reads the next block; false at the end.
  ///
  /// Returns as soon as one record is whole, so that a table that trickles in is not held back.
  mutating func next(_ block: inout Block) throws -> Bool {
    block.count = 0
    append(carry, to: &block)
    carry.removeAll(keepingCapacity: true)
    var counted = 0
    var isQuoted = false
    while !isAtEnd {
      guard block.count < recordLimit else {
        isAtEnd = true
        block.isCut = true
        break
      }
      if block.count == block.bytes.count { grow(&block) }
      let read = try block.bytes.fill(from: block.count, source)
      isAtEnd = read == 0
      block.count += read
      if let end = lastRecordEnd(in: block, from: counted, isQuoted: &isQuoted) {
        carry.append(contentsOf: block.bytes[end..<block.count])
        block.count = end
        break
      }
      counted = block.count
    }
    return block.count > 0
  }

  private func grow(_ block: inout Block) {
    let size = min(2 * block.bytes.count, max(recordLimit, block.count + 1))
    block.bytes.append(contentsOf: repeatElement(0, count: size - block.bytes.count))
  }

  private func append(_ bytes: [UInt8], to block: inout Block) {
    while block.bytes.count < bytes.count { grow(&block) }
    block.bytes.replaceSubrange(..<bytes.count, with: bytes)
    block.count = bytes.count
  }

  /// Where the last record of the block ends, if one ends after byte `start`.
  private func lastRecordEnd(
    in block: borrowing Block, from start: Int, isQuoted: inout Bool
  ) -> Int? {
    let bytes = block.bytes.span.extracting(0..<block.count)
    if hasQuotes {
      var quotes: UInt = 0
      for i in start..<bytes.count where bytes[i] == Byte.quote { quotes &+= 1 }
      isQuoted = isQuoted != (quotes & 1 == 1)
    }
    var isInside = isQuoted
    var i = bytes.count
    while i > start {
      i -= 1
      if bytes[i] == Byte.lineFeed, !isInside { return i + 1 }
      if hasQuotes, bytes[i] == Byte.quote { isInside.toggle() }
    }
    return nil
  }
}
