import MLPSchema
import Storage
import Testing

@Suite struct SealTests {
  /// A sealed file of `count` bytes that holds no HDF5: a seal is a matter of bytes.
  private func file(_ count: Int = 1000) throws -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    return Seal.block(sealing: bytes.span.bytes) + bytes[512...]
  }

  private func error(_ bytes: [UInt8]) -> SealError? {
    do throws(SealError) { try Seal.check(bytes.span.bytes) } catch { return error }
    return nil
  }

  @Test func aSealedFileIsTaken() throws {
    #expect(error(try file()) == nil)
    #expect(error(try file(512)) == nil)
  }

  /// The sum was computed apart from this package, bit by bit in Python.
  @Test func theBlockIsAsWritten() throws {
    let block = Seal.block(sealing: [UInt8](repeating: 0xAB, count: 515).span.bytes)
    #expect(block.count == 512)
    #expect(Array(block[..<8]) == [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(block[8..<12]) == [1, 0, 0, 0])
    #expect(Array(block[12..<16]) == [0x0B, 0xBE, 0xDC, 0xD6])
    #expect(Array(block[16..<24]) == [3, 2, 0, 0, 0, 0, 0, 0])
    #expect(block[24...].allSatisfy { $0 == 0 })
  }

  @Test func anEmptyFile() { #expect(error([]) == .empty) }

  @Test func aTextFile() { #expect(error(Array("a,b,c\n1,2,3\n".utf8)) == .notHDF5) }

  @Test func hdf5WithoutAUserBlock() {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    #expect(error(signature + [UInt8](repeating: 0, count: 1000)) == .noUserBlock)
  }

  @Test func hdf5BehindAnotherUserBlock() {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    for offset in [512, 1024, 2048] {
      let zeros = [UInt8](repeating: 0, count: offset)
      #expect(error(zeros + signature + zeros) == .unsealed, "\(offset)")
    }
    #expect(error([UInt8](repeating: 0, count: 600) + signature) == .notHDF5)
  }

  @Test func hdf5BehindAUserBlockThatSaysSomething() throws {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    for place in [0, 8, 511] {
      var block = [UInt8](repeating: 0, count: 512)
      block[place] = 1
      #expect(error(block + signature) == .otherUserBlock, "\(place)")
    }
  }

  @Test func aSealWithDamagedMagicBytes() throws {
    for place in 0..<8 {
      var bytes = try file()
      bytes[place] ^= 0x10
      #expect(error(bytes) == .stale, "\(place)")
    }
  }

  /// The size of the file and its beginning tell as much.
  @Test func theHeadOfAFileOfAnotherLength() throws {
    let bytes = try file()
    let head = bytes.span.bytes.extracting(..<600)
    func error(_ byteCount: Int) -> SealError? {
      do throws(SealError) { try Seal.checkHead(head, fileByteCount: byteCount) } catch {
        return error
      }
      return nil
    }
    #expect(error(1000) == nil)
    #expect(error(1001) == .extraBytes(expected: 1000, found: 1001))
    #expect(error(999) == .truncated(expected: 1000, found: 999))
  }

  @Test func aFileCutShortAnywhere() throws {
    let file = try file()
    for count in 1..<file.count {
      let expected = UInt64(count < 24 ? 512 : file.count)
      #expect(
        error(Array(file[..<count])) == .truncated(expected: expected, found: count), "\(count)")
    }
  }

  @Test func bytesBehindTheEnd() throws {
    let file = try file()
    #expect(error(file + [0]) == .extraBytes(expected: 1000, found: 1001))
  }

  /// What h5repack does: it copies the user block. Superblocks of every version, with the place of the
  /// length and that of its size.
  @Test(arguments: [(0, 40, 13), (1, 44, 13), (2, 28, 9), (3, 28, 9)])
  func aFileThatAToolSavedAnew(version: UInt8, length: Int, size: Int) throws {
    var bytes = try file(2000)
    bytes.replaceSubrange(512..<520, with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    bytes[520] = version
    bytes[512 + size] = 8
    bytes.replaceSubrange((512 + length)..<(520 + length), with: [0xDC, 5, 0, 0, 0, 0, 0, 0])
    #expect(error(Array(bytes[..<1500])) == .savedAnew)
    #expect(error(Array(bytes[..<1499])) == .truncated(expected: 2000, found: 1499))
    #expect(error(bytes) == .stale)
    bytes[512 + size] = 4
    #expect(error(Array(bytes[..<1500])) == .truncated(expected: 2000, found: 1500))
    bytes[520] = 4
    #expect(error(Array(bytes[..<1500])) == .truncated(expected: 2000, found: 1500))
  }

  @Test func anyFlippedBit() throws {
    let file = try file(600)
    for bit in 0..<8 * file.count {
      var flipped = file
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(error(flipped) != nil, "bit \(bit)")
    }
  }

  @Test func aSealOfAnotherVersion() throws {
    var file = try file()
    file[8] = 2
    #expect(error(file) == .version(2))
  }

  @Test func aLengthShorterThanTheSeal() throws {
    var file = try file()
    file.replaceSubrange(16..<24, with: [255, 1, 0, 0, 0, 0, 0, 0])
    #expect(error(file) == .length(511))
  }

  @Test func aLengthBeyondEveryMachine() throws {
    var file = try file()
    file.replaceSubrange(16..<24, with: [UInt8](repeating: 255, count: 8))
    #expect(error(file) == .truncated(expected: .max, found: 1000))
  }

  @Test func anEditedByte() throws {
    var file = try file()
    file[700] ^= 1
    #expect(error(file) == .stale)
  }
}
