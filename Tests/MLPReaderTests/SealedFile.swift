import HDF5
import HDF5Tree
import Mutants
import Storage

/// The bytes of a sealed HDF5 file that holds `tree`, whatever a schema would say of it.
func sealedFile(_ tree: Group) throws -> [UInt8] {
  try fileImage(of: tree).withBytes { sealed($0.withUnsafeBytes(Array.init)) }
}

extension AlignedBytes {
  convenience init(_ bytes: [UInt8]) throws {
    try self.init(count: bytes.count) { $0.copy(bytes.span.bytes) }
  }
}
