import Storage

/// Floats that kernels work on: aligned to a cache line, zero at first, of one size for good.
///
/// Not for sharing between threads while one of them writes.
@safe public final class FloatBuffer {
  /// The number of floats.
  public let count: Int
  let base: UnsafeMutablePointer<Float>

  private let memory: ZeroedMemory

  /// `count` zeros.
  ///
  /// - Throws: `OutOfMemory`.
  public init(count: Int) throws(OutOfMemory) {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.size)
    guard !overflow else { throw OutOfMemory(byteCount: .max) }
    memory = try ZeroedMemory(byteCount: size)
    self.count = count
    unsafe base = memory.base.bindMemory(to: Float.self, capacity: count)
  }

  /// Calls `body` with the floats.
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    try body(unsafe Span(_unsafeStart: base, count: count))
  }

  /// Calls `body` with the first `count` floats, to be written; traps where there are not that many.
  public func write<E: Error>(
    _ count: Int, _ body: (inout MutableSpan<Float>) throws(E) -> Void
  ) throws(E) {
    precondition(count >= 0 && count <= self.count)
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    try body(&span)
  }

  /// Calls `body` with the floats, to be written.
  public func withMutableSpan<R>(_ body: (inout MutableSpan<Float>) throws -> R) rethrows -> R {
    var span = unsafe MutableSpan(_unsafeStart: base, count: count)
    return try body(&span)
  }
}
