import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Floats that kernels work on: aligned to a cache line, zero at first, of one size for good.
///
/// Not for sharing between threads while one of them writes.
@safe public final class FloatBuffer {
  /// The number of floats.
  public let count: Int
  let base: UnsafeMutablePointer<Float>

  /// `count` zeros.
  ///
  /// - Throws: `OutOfMemory`.
  public init(count: Int) throws(OutOfMemory) {
    let (size, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Float>.size)
    var allocation: UnsafeMutableRawPointer?
    guard count >= 0, !overflow, unsafe posix_memalign(&allocation, 64, size) == 0,
      let allocation = unsafe allocation
    else { throw OutOfMemory(byteCount: size) }
    unsafe memset(allocation, 0, size)
    self.count = count
    unsafe base = allocation.bindMemory(to: Float.self, capacity: max(1, count))
  }

  deinit {
    unsafe free(base)
  }

  /// Calls `body` with the floats.
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    try body(unsafe Span(_unsafeStart: base, count: count))
  }

  /// Calls `body` with the floats, to be written.
  public func withMutableSpan<R>(_ body: (inout MutableSpan<Float>) throws -> R) rethrows -> R {
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    return try body(&span)
  }
}
