import HDF5Profile
import MLPRuntime
import Mutants

extension FuzzTarget {
  /// A model file, as it is and in a stage of repair; what is accepted is loaded.
  ///
  /// The last byte, which belongs to no structure, chooses the stage: all of them would take three times
  /// as long.
  static let model = FuzzTarget("model") { bytes in
    try read(bytes)
    switch (bytes.last ?? 0) % 8 {
    case 0: try read(repaired(bytes, .seal))
    case 1: try read(repaired(bytes, .sums))
    case 2: _ = try lowLimit(brokenBy: repaired(bytes, .end))
    default: try read(repaired(bytes, .end))
    }
  }

  private static func read(_ bytes: [UInt8]) throws {
    if case .admitted(let file) = try verdict(on: bytes) { _ = try? Model(file.model) }
  }
}
