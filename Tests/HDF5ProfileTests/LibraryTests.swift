import HDF5
import HDF5Profile
import HDF5Tree
import Mutants
import Storage
import TestSupport
import Testing

/// What the HDF5 library writes under our settings is what the parser takes, and the one form of the
/// tree that the test's own encoder knows.
@Suite struct LibraryTests {
  @Test func smallTree() throws { try survives(Trees.small()) }

  @Test func emptyRoot() throws { try survives(Group()) }

  @Test func deepestNesting() throws { try survives(Trees.nested(32)) }

  @Test func thousandGroups() throws {
    var layers = Group()
    for i in 0..<1000 {
      let weights = Dataset(
        try .float32([Float(i), 1], shape: [2, 1]), attributes: [Attribute("i", try .int64(1))])
      let bias = Dataset(try .float32([Float(i)], shape: [1]))
      layers.members.append(
        Member("\(i)", Group(members: [Member("weights", weights), Member("bias", bias)])))
    }
    try survives(Group(members: [Member("layers", layers)]))
  }

  @Test func twoHundredAttributes() throws {
    let attributes = try (0..<200).map { Attribute("key_\($0)", try .uint64(UInt64($0))) }
    try survives(
      Group(
        attributes: attributes,
        members: [
          Member("group", Group(attributes: attributes)),
          Member("dataset", Dataset(try .int64(1), attributes: attributes)),
        ]))
  }

  /// Around 255 bytes of messages the size in a header takes two bytes, and the room left for
  /// attributes and links must still come out even.
  @Test func everyHeaderSize() throws {
    var tree = Group()
    for count in 1...300 {
      let attributes = [Attribute("a", try .string(String(repeating: "x", count: count)))]
      tree.members.append(Member("g\(count)", Group(attributes: attributes)))
      tree.members.append(Member("d\(count)", Dataset(try .int64(1), attributes: attributes)))
    }
    try survives(tree)
  }

  @Test func largestHeader() throws {
    // Attribute info 22; message, name, type and shape of the attribute 27.
    func attributes(_ count: Int) throws -> [Attribute] {
      [Attribute("a", try .string(String(repeating: "x", count: count - 22 - 27)))]
    }
    let limit = ProfileLimits().headerBytes
    // Link info 22, group info 14; dataspace 8, datatype 16, fill value 6, layout 22.
    let group = Group(attributes: try attributes(limit - 36))
    let dataset = Dataset(try .int64(1), attributes: try attributes(limit - 52))
    try survives(group)
    try survives(Group(members: [Member("g", group), Member("d", dataset)]))
  }

  @Test func mostLinks() throws {
    // A link takes 15 bytes and its name.
    let count = (ProfileLimits().headerBytes - 36) / 19
    try survives(Group(members: (0..<count).map { Member("\(1000 + $0)", Group()) }))
  }

  @Test(arguments: 0..<4)
  func randomTrees(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(2000 + seed))
    for _ in 0..<25 {
      try survives(Trees.random(&random, depth: 4))
    }
  }

  private func survives(_ tree: Group) throws {
    let bytes = try fileImage(of: tree).withBytes { $0.withUnsafeBytes(Array.init) }
    let slice = ByteSlice(try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) })
    #expect(try parseTree(slice) == tree)
    #expect(Image(tree).bytes == bytes)
  }
}
