import Checksum
import HDF5Tree
import Storage

// Superblock, version 2 ("HDF5 File Format Specification", II.A), behind the user block:
//
//    0  8  signature                         20  8  address of the extension: undefined
//    8  1  version 2                         28  8  end of the file, counted from its start
//    9  1  size of addresses: 8              36  8  address of the root group's header
//   10  1  size of lengths: 8                44  4  checksum of all before it
//   11  1  consistency flags: 0
//   12  8  base address: 512, from which all other addresses count

extension Parser {
  /// Reads the superblock.
  ///
  /// - Returns: where the address of the root group's header stands.
  mutating func superblock(_ bytes: RawSpan) throws(ProfileError) -> Int {
    let start = userBlockSize
    let end = start + 48
    guard bytes.byteCount >= end else {
      throw fileError(.fileSize, at: 0, "\(bytes.byteCount) bytes", "at least \(end)")
    }
    guard !bytes.extracting(0..<8).isEqual(to: hdf5Signature) else {
      throw fileError(.userBlock, at: 0, "the HDF5 signature", "none before byte \(start)")
    }
    let found = bytes.extracting(start..<start + 8)
    guard found.isEqual(to: hdf5Signature) else {
      throw fileError(
        .superblockSignature, at: start, found.hexadecimal, hdf5Signature.hexadecimal)
    }
    try field(UInt8.self, at: start + 8, is: 2, .superblockVersion, bytes)
    let sum = lookup3(bytes.extracting(start..<end - 4))
    try field(UInt32.self, at: end - 4, is: sum, .superblockChecksum, bytes)
    try field(UInt8.self, at: start + 9, is: 8, .addressSize, bytes)
    try field(UInt8.self, at: start + 10, is: 8, .addressSize, bytes)
    try field(UInt8.self, at: start + 11, is: 0, .consistencyFlags, bytes)
    try field(UInt64.self, at: start + 12, is: UInt64(start), .baseAddress, bytes)
    try field(UInt64.self, at: start + 20, is: .max, .superblockExtension, bytes)
    try field(UInt64.self, at: start + 28, is: UInt64(bytes.byteCount), .endOfFile, bytes)
    position = end
    return start + 36
  }

  private func field<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: T.Type, at offset: Int, is expected: T, _ rule: ProfileError.Rule, _ bytes: RawSpan
  ) throws(ProfileError) {
    let found = try integer(type, at: offset, bytes)
    guard found == expected else {
      throw fileError(rule, at: offset, "\(found)", "\(expected)")
    }
  }

  private func fileError(
    _ rule: ProfileError.Rule, at offset: Int, _ found: String, _ expected: String
  ) -> ProfileError {
    ProfileError(rule: rule, path: "file", offset: offset, found: found, expected: expected)
  }
}
