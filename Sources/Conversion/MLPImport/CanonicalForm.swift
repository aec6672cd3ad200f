import HDF5
import HDF5Tree
import MLPSchema
import Storage

/// From an HDF5 file of any form to the sealed file, in the one form that model files have, of what it
/// holds.
///
/// - Throws: `HDF5Error`, `OutOfMemory`.
func canonicalFile(of file: AlignedBytes) throws -> AlignedBytes {
  try sealedFile(of: try readTree(file))
}

/// The sealed file of a tree.
///
/// - Throws: `HDF5Error`, `OutOfMemory`.
package func sealedFile(of tree: Group) throws -> AlignedBytes {
  try fileImage(of: tree).withBytes { image in
    try AlignedBytes(count: image.byteCount) { bytes in
      unsafe bytes.copy(Seal.block(sealing: image).span.bytes)
      bytes.copy(image.extracting(droppingFirst: Seal.byteCount), to: Seal.byteCount)
    }
  }
}
