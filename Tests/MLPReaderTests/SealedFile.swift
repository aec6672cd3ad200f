import HDF5
import HDF5Tree
import MLPSchema
import Storage

/// The bytes of a sealed HDF5 file that holds `tree`, whatever a schema would say of it.
func sealedFile(_ tree: Group) throws -> [UInt8] {
  try fileImage(of: tree).withBytes { resealed($0.withUnsafeBytes(Array.init)) }
}

/// The same bytes with a seal that fits them.
func resealed(_ file: [UInt8]) -> [UInt8] {
  Seal.block(sealing: file.span.bytes) + file.dropFirst(512)
}

extension AlignedBytes {
  convenience init(_ bytes: [UInt8]) throws {
    try self.init(count: bytes.count) { $0.copy(bytes.span.bytes) }
  }
}
