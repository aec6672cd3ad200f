import Storage

/// Bytes in front of the HDF5 superblock, for whoever seals the file: the fewest that HDF5 allows.
public let userBlockSize = 512

/// The bytes that an HDF5 superblock begins with.
public let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

/// Where the superblock of any HDF5 file begins: at byte 0, or behind a user block of 512, 1024, 2048
/// bytes and so on; nil where `file` is no HDF5.
public func superblockOffset(in file: RawSpan) -> Int? {
  var offset = 0
  while offset < file.byteCount {
    if hdf5Signature.indices.allSatisfy({
      file.integer(UInt8.self, at: offset + $0) == hdf5Signature[$0]
    }) {
      return offset
    }
    offset = max(userBlockSize, 2 * offset)
  }
  return nil
}
