import Storage

/// Bytes in front of the HDF5 superblock, for whoever seals the file: the fewest that HDF5 allows.
public let userBlockSize = 512

/// The bytes that an HDF5 superblock begins with.
public let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

/// The length of the file that the superblock at `offset` states, whatever its version; nil where there is
/// none that is known, or lengths do not have eight bytes.
///
/// The end-of-file address stands behind the base address and one (versions 2 and 3) or another (0 and 1)
/// address ("HDF5 File Format Specification, version 3.0", II.A).
public func statedLength(in file: RawSpan, superblockAt offset: Int) -> UInt64? {
  let (sizes, end) =
    switch file.integer(UInt8.self, at: offset + 8) {
    case 0: (offset + 13, offset + 40)
    case 1: (offset + 13, offset + 44)
    case 2, 3: (offset + 9, offset + 28)
    default: (-1, -1)
    }
  guard file.integer(UInt8.self, at: sizes) == 8 else { return nil }
  return file.integer(UInt64.self, at: end)
}

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
