import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import ModelSamples
import Mutants
import Storage
import TestSupport
import Testing

/// Files that are no model, or were one before something happened to them.
@Suite struct BadFileTests {
  private func reason(
    _ bytes: [UInt8], takesUnsealed: Bool = false
  ) throws -> ReadError.Reason? {
    let bytes = try AlignedBytes(bytes)
    do throws(ReadError) {
      _ = try readModel(bytes: bytes, name: "m.h5", takesUnsealed: takesUnsealed)
    } catch {
      let message = error.description
      #expect(message.hasPrefix("m.h5: "))
      #expect(message.contains("found ") && message.contains(", expected "), "\(message)")
      return error.reason
    }
    return nil
  }

  private func readError(_ path: String) -> ReadError? {
    do throws(ReadError) { _ = try readModel(path: path) } catch { return error }
    return nil
  }

  private func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    try withFolder { folder in try body(folder.write(bytes, to: "m.h5")) }
  }

  private func smallFile() throws -> [UInt8] {
    try sealedFile(try encodeModel(try ModelSample.smallest()))
  }

  // MARK: - Paths

  @Test func aMissingFile() throws {
    try withFolder { folder in
      let path = folder / "m.h5"
      #expect(readError(path)?.description == "\(path): cannot open it: No such file or directory")
    }
  }

  @Test func aDirectory() {
    #expect(readError("/tmp")?.description == "/tmp: found a directory, expected a regular file")
  }

  @Test func aDevice() throws {
    guard case .file = readError("/dev/zero")?.reason else {
      Issue.record("/dev/zero was read")
      return
    }
  }

  @Test func anEmptyFile() throws {
    try withFile([]) { path in
      let error = try #require(readError(path))
      #expect(error.reason == .seal(.empty))
      #expect(error.description.hasPrefix("\(path): found an empty file, expected a model file"))
    }
  }

  @Test func aTextFile() throws {
    try withFile(Array("a,b\n1,2\n".utf8)) { path in
      #expect(readError(path)?.reason == .seal(.notHDF5))
    }
  }

  @Test func aFileOverTheLimit() throws {
    let file = try smallFile()
    try withFile(file) { path in
      #expect(throws: ReadError.self) { try readModel(path: path, limit: file.count - 1) }
      let read = try readModel(path: path, limit: file.count)
      #expect(read.byteCount == file.count)
    }
  }

  // MARK: - Bytes

  @Test func hdf5WithoutASeal() throws {
    let file = try smallFile()
    #expect(try reason([UInt8](repeating: 0, count: 512) + file[512...]) == .seal(.unsealed))
    #expect(try reason(Array(file[512...])) == .seal(.noUserBlock))
  }

  /// A converter takes what another tool could not seal, if it is the model that it says it is.
  @Test func anUnsealedFileForAConverter() throws {
    let sealed = try smallFile()
    let unsealed = [UInt8](repeating: 0, count: 512) + sealed[512...]
    func read(_ bytes: [UInt8]) throws -> ModelFile {
      try readModel(bytes: try AlignedBytes(bytes), name: "m.h5", takesUnsealed: true)
    }
    #expect(try read(sealed).isSealed)
    let file = try read(unsealed)
    #expect(!file.isSealed)
    #expect(try file.model == ModelSample.smallest())

    let bias = try #require(file.model.layers[0].bias[0])
    let bits = withUnsafeBytes(of: bias.bitPattern.littleEndian, Array.init)
    let place = try #require(unsealed.indices.last { Array(unsealed[$0...].prefix(4)) == bits })
    var changed = unsealed
    changed[place] ^= 1
    let difference = try reason(changed, takesUnsealed: true)
    guard case .identity = difference else {
      Issue.record("\(String(describing: difference))")
      return
    }
    changed = unsealed
    changed[3] = 1
    #expect(try reason(changed, takesUnsealed: true) == .seal(.otherUserBlock))
    changed = sealed
    changed[600] ^= 1
    #expect(try reason(changed, takesUnsealed: true) == .seal(.stale))
  }

  @Test func aFileCutShortAnywhere() throws {
    let file = try smallFile()
    for count in 0..<file.count {
      let expected: SealError =
        count == 0
        ? .empty : .truncated(expected: UInt64(count < 24 ? 512 : file.count), found: count)
      #expect(try reason(Array(file[..<count])) == .seal(expected), "\(count) bytes")
    }
    let error = ReadError.Reason.seal(.truncated(expected: 3000, found: 100))
    #expect("\(error)" == "truncated: found 100 bytes, expected 3000")
  }

  @Test func aFileAppendedTo() throws {
    let file = try smallFile()
    #expect(
      try reason(file + [0])
        == .seal(.extraBytes(expected: UInt64(file.count), found: file.count + 1)))
  }

  @Test func anyFlippedBit() throws {
    let file = try smallFile()
    for bit in 0..<8 * file.count {
      var flipped = file
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(try reason(flipped) != nil, "bit \(bit % 8) of byte \(bit / 8)")
    }
  }

  @Test func aStretchOfOtherBytes() throws {
    let file = try smallFile()
    var random = SplitMix64(seed: 5)
    for round in 0..<2000 {
      var edited = file
      let start = random.below(file.count)
      for i in start..<min(file.count, start + 2 + random.below(8)) {
        edited[i] = UInt8(random.below(256))
      }
      let isRead = try reason(edited) == nil
      #expect(isRead == (edited == file), "round \(round), byte \(start)")
    }
  }

  @Test func aSealedFileThatIsNotOfTheProfile() throws {
    var file = try smallFile()
    file[512 + 8] = 3
    guard case .profile(let error) = try reason(sealed(file)) else {
      Issue.record("superblock version 3 was read")
      return
    }
    #expect(error.offset == 520)
  }

  /// Seals are for accidents: whoever edits on purpose can seal again.
  @Test func anEditedWeightWithAFreshSeal() throws {
    let model = try ModelSample.full()
    var file = try sealedFile(try encodeModel(model))
    let weight = model.layers[1].weights.array[3].bitPattern
    let bytes = withUnsafeBytes(of: weight.littleEndian, Array.init)
    let places = (512...file.count - 4).filter { Array(file[$0..<$0 + 4]) == bytes }
    let place = try #require(places.first)
    #expect(places.count == 1)
    file[place] ^= 1

    let edited = try AlignedBytes(sealed(file))
    let read = try readModel(bytes: edited, name: "m.h5")
    let found = ModelIdentity(of: read.model, arithmeticVersion: 1)
    let expected = ModelIdentity(of: model, arithmeticVersion: 1)
    let error = #expect(throws: ReadError.self) { try read.checkIdentity() }
    #expect(error?.reason == .identity(found: found, expected: expected))
    #expect(throws: ReadError.self) {
      try readModel(bytes: edited, name: "m.h5", identity: expected)
    }
    #expect(throws: Never.self) { try readModel(bytes: edited, name: "m.h5", identity: found) }
  }

  // MARK: - Messages

  /// What a file says must not reach a terminal's control sequences.
  @Test func controlCharactersInAFileAreShownAsEscapes() throws {
    let evil = "\u{1B}[2J\n\u{202E}x\u{7F}"
    let tree = try encodeModel(try ModelSample.full()).with(
      "/layers/0@activation", .string(evil))
    let bytes = try AlignedBytes(try sealedFile(tree))
    let error = try #require(throws: ReadError.self) {
      try readModel(bytes: bytes, name: "a\nb")
    }
    let text = error.description
    #expect(
      text.hasPrefix(#"a\nb: /layers/0@activation: found "\u{1B}[2J\n\u{202E}x\u{7F}""#))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
  }

  @Test func aLongTextInAFileIsCut() throws {
    let tree = try encodeModel(try ModelSample.full()).with(
      "/layers/0@activation", .string(String(repeating: "a", count: 10_000)))
    let bytes = try AlignedBytes(try sealedFile(tree))
    let error = try #require(throws: ReadError.self) { try readModel(bytes: bytes, name: "m.h5") }
    #expect(error.description.utf8.count < 400)
  }
}
