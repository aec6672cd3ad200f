import Checksum
import HDF5Tree
import Storage

/// The first 512 bytes of a model file, its HDF5 user block: length and sum of the whole file.
///
/// | bytes | what |
/// | --- | --- |
/// | 0 - 7 | the magic bytes |
/// | 8 - 11 | the version of this block, 1 |
/// | 12 - 15 | CRC-32C of every other byte of the file |
/// | 16 - 23 | the length of the file |
/// | 24 - 511 | zero |
///
/// Integers are little-endian.
public enum Seal {
  /// The size of the block, and where the HDF5 superblock begins.
  public static let byteCount = userBlockSize

  static let version: UInt32 = 1

  /// As PNG's: a byte that is not ASCII, a name, and line ends that a transfer as text would change.
  public static let magic: [UInt8] = [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The block that seals `file`, whose own first 512 bytes are passed over.
  ///
  /// - Complexity: O(bytes).
  public static func block(sealing file: RawSpan) -> [UInt8] {
    var head = magic
    head.append(littleEndian: version)
    var tail: [UInt8] = []
    tail.append(littleEndian: UInt64(file.byteCount))
    tail.append(contentsOf: repeatElement(0, count: byteCount - 16 - tail.count))
    let rest = file.extracting(droppingFirst: byteCount)
    head.append(littleEndian: unsafe sum(head.span.bytes, tail.span.bytes, rest))
    return head + tail
  }

  /// Checks that `file` is sealed and holds every byte that was sealed.
  ///
  /// - Throws: ``SealError``.
  /// - Complexity: O(bytes), one pass.
  public static func check(_ file: RawSpan) throws(SealError) {
    try checkHead(file, fileByteCount: file.byteCount)
    let stated = file.integer(UInt32.self, at: 12)
    let parts = (file.extracting(0..<12), file.extracting(16..<byteCount))
    let rest = file.extracting(droppingFirst: byteCount)
    guard sum(parts.0, parts.1, rest) == stated else { throw .stale }
    guard (24..<byteCount).allSatisfy({ file.integer(UInt8.self, at: $0) == 0 }) else {
      throw .reserved
    }
  }

  /// Checks what the beginning of a file tells: that it is sealed, and has the length that was sealed.
  ///
  /// - Parameters:
  ///   - head: the first bytes, as many as there are at hand; a signature of HDF5 behind them is not
  ///     seen.
  ///   - fileByteCount: the size of the whole file.
  /// - Throws: ``SealError``.
  /// - Complexity: O(1).
  public static func checkHead(_ head: RawSpan, fileByteCount: Int) throws(SealError) {
    guard fileByteCount > 0 else { throw .empty }
    let length = head.integer(UInt64.self, at: 16)
    guard (0..<min(8, head.byteCount)).allSatisfy({ head.integer(UInt8.self, at: $0) == magic[$0] })
    else {
      // All but the magic bytes of the seal is there.
      if let length, length == fileByteCount, head.integer(UInt32.self, at: 8) == version {
        throw .stale
      }
      throw unsealed(head)
    }
    guard let found = head.integer(UInt32.self, at: 8), let length else {
      throw .truncated(expected: UInt64(byteCount), found: fileByteCount)
    }
    guard found == version else { throw .version(found) }
    guard length >= byteCount else { throw .length(length) }
    if length != fileByteCount,
      statedLength(in: head, superblockAt: byteCount).map({ $0 == fileByteCount }) == true
    {
      throw .savedAnew
    }
    guard fileByteCount >= length else {
      throw .truncated(expected: length, found: fileByteCount)
    }
    guard fileByteCount <= length else {
      throw .extraBytes(expected: length, found: fileByteCount)
    }
  }

  /// Whether the block in front of `file` is there and zero throughout, as a tool leaves it that cannot
  /// seal.
  public static func isBlank(_ file: RawSpan) -> Bool {
    (0..<byteCount).allSatisfy { file.integer(UInt8.self, at: $0) == 0 }
  }

  private static func sum(_ head: RawSpan, _ tail: RawSpan, _ rest: RawSpan) -> UInt32 {
    crc32c(crc32c(crc32c(0, head), tail), rest)
  }

  /// What a file without a seal is: HDF5 of another kind, or no HDF5.
  private static func unsealed(_ file: RawSpan) -> SealError {
    switch superblockOffset(in: file) {
    case nil: .notHDF5
    case 0: .noUserBlock
    default: isBlank(file) ? .unsealed : .otherUserBlock
    }
  }
}
