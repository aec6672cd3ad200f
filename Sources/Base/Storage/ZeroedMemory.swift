import Reserve

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Memory that is zero at first, starts at a cache line and is given back with its owner.
///
/// It is never taken from libmlp's reserve, whatever its size, so that it can fail at once.
///
/// A large block is a mapping of its own, made present in one call: a fault for each page of 4 KiB
/// takes several times as long as to write the page. In huge pages (2 MiB), which have to start at
/// a multiple of their size, that costs less still, and kernels that stream through weights miss the
/// TLB less. The rest behind the last whole huge page stays in small ones, so nothing is wasted.
@safe package struct ZeroedMemory: ~Copyable {
  /// Alignment of `base`: a cache line, which is also the widest vector.
  package static let alignment = 64

  /// The first byte.
  package let base: UnsafeMutableRawPointer

  private let allocation: UnsafeMutableRawPointer
  /// The bytes to unmap; 0 where `allocation` comes from the C library's heap.
  private let mapped: Int

  /// `byteCount` zero bytes, at least 0.
  ///
  /// - Throws: ``OutOfMemory``.
  package init(byteCount: Int) throws(OutOfMemory) {
    let isLarge = byteCount >= largeByteCount
    let isHuge = byteCount >= hugePage
    let alignment = isHuge ? hugePage : Self.alignment
    let (padded, overflow) = byteCount.addingReportingOverflow(alignment)
    guard !overflow, byteCount >= 0,
      let allocation = unsafe isLarge ? map(padded) : allocateWithoutReserve(padded)
    else { throw OutOfMemory(byteCount: byteCount) }
    unsafe self.allocation = allocation
    unsafe base = allocation.alignedUp(toMultipleOf: alignment)
    mapped = isLarge ? padded : 0
    // Advice: where the system does not take it, pages come one by one at their first use.
    if isHuge { unsafe madvise(base, byteCount / hugePage * hugePage, MADV_HUGEPAGE) }
    if isLarge { unsafe madvise(base, byteCount, populateForWriting) }
  }

  deinit {
    if mapped > 0 { unsafe munmap(allocation, mapped) } else { unsafe free(allocation) }
  }
}

private let hugePage = 2 << 20

/// From here on the C library, too, would ask the system for fresh pages each time.
private let largeByteCount = 128 << 10

/// MADV_POPULATE_WRITE, by its number: not every C library's headers have it.
private let populateForWriting: CInt = 23

private func map(_ byteCount: Int) -> UnsafeMutableRawPointer? {
  let mapping = unsafe mmap(
    nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  return unsafe mapping == MAP_FAILED ? nil : mapping
}
