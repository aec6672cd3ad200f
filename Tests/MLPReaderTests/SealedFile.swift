import HDF5
import HDF5Tree
import Mutants
import Storage
import TestSupport

/// The bytes of a sealed HDF5 file that holds `tree`, whatever a schema would say of it.
func sealedFile(_ tree: Group) throws -> [UInt8] {
  try withFolder { folder in
    try writeTree(tree, to: folder / "tree.h5")
    return sealed(try folder.bytes(of: "tree.h5"))
  }
}

extension AlignedBytes {
  convenience init(_ bytes: [UInt8]) throws {
    try self.init(count: bytes.count) { $0.copy(bytes.span.bytes) }
  }
}
