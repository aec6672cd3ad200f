import Foundation
import HDF5
import HDF5Tree

/// The bytes of the file that `tree` makes.
func bytes(of tree: Group) throws -> [UInt8] {
  try fileImage(of: tree).withBytes { $0.withUnsafeBytes(Array.init) }
}

/// Writes the file that `tree` makes, for other programs to read.
func writeTree(_ tree: Group, to path: String) throws {
  try Data(bytes(of: tree)).write(to: URL(filePath: path))
}
