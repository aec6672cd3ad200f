import HDF5
import HDF5Tree
import TestSupport

/// The bytes of the file that `tree` makes.
func bytes(of tree: Group) throws -> [UInt8] {
  try withFolder { folder in
    try writeTree(tree, to: folder / "tree.h5")
    return try folder.bytes(of: "tree.h5")
  }
}
