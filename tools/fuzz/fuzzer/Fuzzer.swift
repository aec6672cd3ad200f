import FuzzTargets

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// What libFuzzer calls. A trap, a memory error or a broken promise ends the process; libFuzzer then
// keeps the input.

/// The target that the environment variable `FUZZ_TARGET` names.
private let target: FuzzTarget = {
  let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) }
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ_TARGET has to be one of \(FuzzTarget.all.map(\.name))")
  }
  return target
}()

/// Runs the target on `data`.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  guard bytes.count <= target.maxLength else { return -1 }
  do {
    try target.check(bytes)
  } catch {
    fatalError("\(target.name): \(error)")
  }
  return 0
}
