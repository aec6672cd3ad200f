import HDF5Profile
import MLPRuntime
import Mutants

// What libFuzzer calls. A trap, a memory error or a broken promise ends the process; libFuzzer then
// keeps the input.

/// Reads `data` as it is and in a stage of repair, and loads what is a model.
///
/// The last byte, which belongs to no structure, chooses the stage: all of them would take three times
/// as long.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  do {
    try read(bytes)
    switch (bytes.last ?? 0) % 8 {
    case 0: try read(repaired(bytes, .seal))
    case 1: try read(repaired(bytes, .sums))
    case 2: _ = try lowLimit(brokenBy: repaired(bytes, .end))
    default: try read(repaired(bytes, .end))
    }
  } catch {
    fatalError("\(error)")
  }
  return 0
}

private func read(_ bytes: [UInt8]) throws {
  if case .admitted(let file) = try verdict(on: bytes) { _ = try? Model(file.model) }
}
