import CChecksum
import Testing

@Suite struct Lookup3Tests {
  /// From the comments and the self-test of Jenkins's lookup3.c.
  @Test func knownAnswers() {
    let text = Array("Four score and seven years ago".utf8)
    #expect(mlp_lookup3(nil, 0) == 0xDEAD_BEEF)
    #expect(mlp_lookup3(text, text.count) == 0x1777_0551)
  }

  /// The superblock of a file that the HDF5 library wrote, and the sum it wrote behind it.
  @Test func sumsASuperblockAsTheLibraryDoes() {
    let superblock: [UInt8] = [
      0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0x02, 0x08, 0x08, 0x00, 0x00, 0x02, 0x00,
      0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x14, 0x0b,
      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ]
    #expect(mlp_lookup3(superblock, superblock.count) == 0x7809_12D6)
  }

  /// Zero bytes fill the last step up, but the length is in the sum.
  @Test func everyLengthDiffers() {
    let zeros = [UInt8](repeating: 0, count: 64)
    let sums = (0...64).map { mlp_lookup3(zeros, $0) }
    #expect(Set(sums).count == sums.count)
  }

  @Test func alignmentDoesNotMatter() {
    let bytes = (0..<80).map { UInt8($0) }
    for count in 0...60 {
      for start in 0..<8 {
        var copy = [UInt8](repeating: 0, count: start) + bytes[..<count]
        copy.append(0xee)
        copy.withUnsafeBytes { block in
          let part = UnsafeRawBufferPointer(rebasing: block[start..<start + count])
          #expect(mlp_lookup3(part.baseAddress, count) == mlp_lookup3(bytes, count))
        }
      }
    }
  }
}
