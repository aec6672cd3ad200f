/// A block of memory that is filled once and never changes after: the bytes of a file, packed
/// weights.
///
/// Shared by reference, so slices of it (``ByteSlice``, ``FloatBlock``) cost nothing to copy and a
/// model file's weights are not copied between the file and the kernels. Safe to share between
/// threads, because nothing can write to it after `init`.
@safe public final class AlignedBytes: @unchecked Sendable {
  /// The number of bytes.
  public let count: Int

  private let memory: ZeroedMemory
  private let base: UnsafeMutableRawPointer

  /// Allocates `count` zero bytes and lets `fill` write them.
  ///
  /// - Parameters:
  ///   - count: the number of bytes; a negative one counts as 0.
  ///   - fill: receives the whole block, once. What it throws is thrown on, and the block is freed.
  /// - Throws: ``OutOfMemory``, or what `fill` throws.
  /// - Complexity: O(`count`).
  public init(count: Int, fill: (inout MutableRawSpan) throws -> Void) throws {
    self.count = max(0, count)
    memory = try ZeroedMemory(byteCount: self.count)
    unsafe base = memory.base
    var span = unsafe MutableRawSpan(_unsafeStart: base, byteCount: self.count)
    try fill(&span)
  }

  /// Calls `body` with all the bytes.
  public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
    return try body(span)
  }
}

/// The system had no memory left for a block.
public struct OutOfMemory: Error, Equatable, CustomStringConvertible {
  /// How many bytes were asked for.
  public let byteCount: Int

  /// `byteCount` bytes could not be had.
  public init(byteCount: Int) {
    self.byteCount = byteCount
  }

  /// One line for a person.
  public var description: String { "out of memory: \(byteCount) bytes could not be had" }
}
