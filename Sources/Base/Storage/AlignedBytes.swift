#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A block of memory that is filled once and never changes after: the bytes of a file, packed
/// weights.
///
/// Shared by reference, so slices of it (``ByteSlice``, ``FloatBlock``) cost nothing to copy and a
/// model file's weights are not copied between the file and the kernels. Safe to share between
/// threads, because nothing can write to it after `init`.
@safe public final class AlignedBytes: @unchecked Sendable {
  /// Alignment of the first byte: one cache line, which is also the widest vector.
  public static let alignment = 64

  /// The number of bytes.
  public let count: Int

  private let allocation: UnsafeMutableRawPointer
  private let base: UnsafeMutableRawPointer

  /// Allocates `count` zero bytes and lets `fill` write them.
  ///
  /// - Parameters:
  ///   - count: the number of bytes; a negative one counts as 0.
  ///   - fill: receives the whole block, once. What it throws is thrown on, and the block is freed.
  /// - Throws: ``OutOfMemory``, or what `fill` throws.
  /// - Complexity: O(`count`); large blocks are zero pages that cost nothing until they are touched.
  public init(count: Int, fill: (inout MutableRawSpan) throws -> Void) throws {
    self.count = max(0, count)
    let (padded, overflow) = self.count.addingReportingOverflow(Self.alignment)
    guard !overflow, let allocation = unsafe calloc(padded, 1) else {
      throw OutOfMemory(byteCount: self.count)
    }
    unsafe self.allocation = allocation
    unsafe base = allocation.alignedUp(toMultipleOf: Self.alignment)
    var span = unsafe MutableRawSpan(_unsafeStart: base, byteCount: self.count)
    try fill(&span)
  }

  deinit {
    unsafe free(allocation)
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
