/// Where a table's bytes come from.
///
/// Puts the next ones at the beginning of the span and returns how many; 0 only at the end. What it
/// throws reaches the caller of the reader.
public typealias ByteSource = (inout MutableRawSpan) throws -> Int

extension [UInt8] {
  /// Lets `source` fill the elements from `start` up to `end`; returns how many it filled, 0 at its
  /// end.
  mutating func fill(from start: Int, upTo end: Int, _ source: ByteSource) throws -> Int {
    var elements = mutableSpan
    var all = unsafe elements.mutableBytes
    var free = all._mutatingExtracting(start..<end)
    let count = try source(&free)
    precondition(count >= 0 && count <= end - start, "a byte source overstated its count")
    return count
  }

  /// The next `count` bytes that `source` gives, fewer where it ends before.
  ///
  /// - Throws: what the source throws.
  public static func next(_ count: Int, of source: ByteSource) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = try bytes.fill(from: filled, upTo: count, source)
      if read == 0 { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// What `source` gives at once, at most `count` bytes; none at its end.
  ///
  /// - Throws: what the source throws.
  public static func some(_ count: Int, of source: ByteSource) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.fill(from: 0, upTo: count, source)
    bytes.removeLast(count - read)
    return bytes
  }

  /// Reads up to three bytes from `source` and returns what of them is not a UTF-8 byte order mark;
  /// nil where they are another encoding's.
  static func head(of source: ByteSource) throws -> [UInt8]? {
    let head = try next(3, of: source)
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) || head == [0, 0, 0xFE] {
      return nil
    }
    return head == [0xEF, 0xBB, 0xBF] ? [] : head
  }
}
