import CMLP

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Makes sure that there is memory to spare before work that makes many small allocations.
///
/// Where one of those fails, Swift ends the process, and so the host; large ones throw. The look costs two system
/// calls. Another thread may take what was seen: this is a net, not a promise.
///
/// - Throws: ``Failure`` with MLP_ERROR_MEMORY.
func requireReserve() throws(Failure) {
  let byteCount = 4 << 20
  // Not by malloc, which a compiler may leave out beside its free.
  let reserve = unsafe mmap(
    nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard unsafe reserve != MAP_FAILED else {
    throw Failure(status: MLP_ERROR_MEMORY, message: "out of memory: less than 4 MB are left")
  }
  unsafe munmap(reserve, byteCount)
}
