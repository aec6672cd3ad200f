/// A range of the bytes of an ``AlignedBytes``: keeps the whole block alive, copies none of it.
public struct ByteSlice: Sendable, Equatable {
  /// The block that the range lies in.
  public let owner: AlignedBytes

  /// Where in the block, in bytes from its start.
  public let range: Range<Int>

  /// A slice of `owner`, or nil where `range` is not inside it.
  public init?(_ owner: AlignedBytes, _ range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= owner.count else { return nil }
    self.owner = owner
    self.range = range
  }

  /// All of `owner`.
  public init(_ owner: AlignedBytes) {
    self.owner = owner
    self.range = 0..<owner.count
  }

  /// A block of its own that holds `bytes`.
  ///
  /// - Throws: ``OutOfMemory``.
  /// - Complexity: O(`bytes.byteCount`).
  public init(copying bytes: RawSpan) throws {
    self.init(try AlignedBytes(count: bytes.byteCount) { $0.copy(bytes) })
  }

  /// The same bytes in a block of their own, so that the rest of the old one can go.
  ///
  /// - Throws: ``OutOfMemory``.
  /// - Complexity: O(`count`).
  public func copied() throws(OutOfMemory) -> ByteSlice {
    do { return try withBytes { try ByteSlice(copying: $0) } } catch {
      throw OutOfMemory(byteCount: count)
    }
  }

  /// The number of bytes.
  public var count: Int { range.count }

  /// Calls `body` with the bytes of the range.
  public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try owner.withBytes { bytes throws(E) in try body(bytes.extracting(range)) }
  }

  /// Whether both slices hold the same bytes, wherever they lie.
  ///
  /// - Complexity: O(`count`).
  public static func == (a: ByteSlice, b: ByteSlice) -> Bool {
    a.withBytes { a in b.withBytes { b in a.isEqual(to: b) } }
  }
}
