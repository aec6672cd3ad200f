import HDF5Profile
import HDF5Tree
import Mutants
import Storage
import Testing

@Suite struct CorruptionTests {
  @Test func everyTruncationIsRefused() throws {
    let whole = try Image(Trees.small()).slice()
    for count in 0..<whole.count {
      let start = whole.range.lowerBound
      let cut = try #require(ByteSlice(whole.owner, start..<start + count))
      let error = try #require(throws: ProfileError.self) { try parseTree(cut) }
      #expect(error.rule == (count < 560 ? .fileSize : .endOfFile), "\(count): \(error)")
    }
  }

  /// The same with a superblock that says so: nothing inside the file may miss its end.
  @Test func everyTruncationThatIsDeclaredIsRefused() throws {
    let whole = Image(try Trees.small())
    for count in 560..<whole.bytes.count {
      var cut = whole
      cut.bytes.removeLast(whole.bytes.count - count)
      cut.repairEnd()
      cut.repairChecksums()
      let error = try #require(throws: ProfileError.self) { try parseTree(cut.slice()) }
      #expect(error.rule == .outsideFile, "\(count): \(error)")
    }
  }

  /// The checksums guard the metadata.
  ///
  /// The user block and the arrays of datasets have none in HDF5: a
  /// flip there leaves all but the array as it was.
  @Test func everyFlippedBitIsRefusedOrInAnArray() throws {
    let tree = try Trees.least()
    let image = Image(tree)
    let guarded = [512..<560] + image.headers.map(\.range)
    var bytes = image.bytes
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      defer { bytes[bit / 8] ^= 1 << (bit % 8) }
      var flipped = image
      flipped.bytes = bytes
      if guarded.contains(where: { $0.contains(bit / 8) }) {
        #expect(throws: ProfileError.self, "bit \(bit)") { try parseTree(flipped.slice()) }
      } else {
        let parsed = try parseTree(flipped.slice())
        #expect((parsed == tree) == (bit / 8 < 512), "bit \(bit)")
        #expect(Image(parsed).bytes[512...] == flipped.bytes[512...], "bit \(bit)")
      }
    }
  }

  /// With checksums that match, a flip may make another file of the profile.
  ///
  /// Then it is the one form
  /// of what was read from it.
  @Test func everyFlippedBitThatIsResummedIsRefusedOrMeant() throws {
    let image = Image(try Trees.least())
    var accepted = 0
    for bit in 512 * 8..<image.bytes.count * 8 {
      var flipped = image
      flipped.bytes[bit / 8] ^= 1 << (bit % 8)
      flipped.repairChecksums()
      if let tree = try? parseTree(flipped.slice()) {
        #expect(flipped.isTheForm(of: tree), "bit \(bit)")
        accepted += 1
      }
    }
    #expect(accepted > 100)
  }
}

extension Image {
  /// Whether these bytes are what the encoder makes of `tree`, the user block apart.
  func isTheForm(of tree: Group) -> Bool { Image(tree).bytes[512...] == bytes[512...] }
}
