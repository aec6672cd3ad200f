#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The single-precision numbers of a file, read where they lie: pages come from the file when they are
/// looked at, and go again where memory is short.
///
/// The file must not be written or shortened while it is mapped. Safe to share between threads.
@safe public final class MappedFloats: @unchecked Sendable {
  /// How many numbers there are.
  public let count: Int

  private let base: UnsafeRawPointer?

  /// Maps the first `count` numbers, in this machine's byte order, of the open file `descriptor`,
  /// which may be closed then.
  ///
  /// - Throws: ``OutOfMemory`` where the system makes no such mapping.
  package init(descriptor: CInt, count: Int) throws(OutOfMemory) {
    self.count = count
    let byteCount = count * MemoryLayout<Float>.size
    guard byteCount > 0 else {
      unsafe base = nil
      return
    }
    let mapping = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0)
    guard unsafe mapping != MAP_FAILED, let mapping = unsafe mapping else {
      throw OutOfMemory(byteCount: byteCount)
    }
    unsafe base = UnsafeRawPointer(mapping)
  }

  deinit {
    if let base = unsafe base {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), count * MemoryLayout<Float>.size)
    }
  }

  /// Calls `body` with the numbers.
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    let numbers = unsafe UnsafeBufferPointer(
      start: base?.assumingMemoryBound(to: Float.self), count: count)
    return try unsafe body(Span(_unsafeElements: numbers))
  }

  /// Tells the system that rows will be read in no order, so that it reads none ahead.
  public func expectRandomAccess() {
    guard let base = unsafe base else { return }
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: base), count * MemoryLayout<Float>.size, MADV_RANDOM)
  }
}
