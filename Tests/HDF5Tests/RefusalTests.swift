import HDF5
import HDF5Tree
import Storage
import Testing

@Suite struct RefusalTests {
  private let limits = ProfileLimits()

  @Test(
    arguments: [
      "", ".", "a/b", "/", "tab\t", "line\n", "\u{7F}", "länge",
      String(repeating: "n", count: ProfileLimits().nameBytes + 1),
    ])
  func name(_ name: String) throws {
    let value = try Values.int64(1)
    let member = Group(members: [Member("g", Group(members: [Member(name, Group())]))])
    expect(member, "/g", .name(name))
    expect(Group(attributes: [Attribute(name, value)]), "/", .name(name))
    let onDataset = Dataset(value, attributes: [Attribute(name, value)])
    expect(Group(members: [Member("d", onDataset)]), "/d", .name(name))
  }

  @Test func duplicateName() throws {
    let value = try Values.int64(1)
    let members = [Member("twice", Group()), Member("twice", Dataset(value))]
    expect(Group(members: members), "/", .duplicateName("twice"))
    let attributes = [Attribute("a", value), Attribute("a", value)]
    expect(Group(attributes: attributes), "/", .duplicateName("a"))
    let dataset = Member("d", Dataset(value, attributes: attributes))
    expect(Group(members: [dataset]), "/d", .duplicateName("a"))
  }

  @Test func headerBytesOfOneAttribute() throws {
    let text = String(repeating: "x", count: limits.headerBytes)
    let attribute = Attribute("a", try .string(text))
    let count = 4 + 9 + 2 + 8 + 4 + text.utf8.count
    expect(Group(attributes: [attribute]), "/@a", .headerBytes(count))
    let dataset = Member("d", Dataset(try .int64(1), attributes: [attribute]))
    expect(Group(members: [dataset]), "/d@a", .headerBytes(count))
  }

  @Test func headerBytesOfAllAttributes() throws {
    let limit = limits.headerBytes
    let group = try Trees.group(headerBytes: limit + 1)
    expect(group, "/", .headerBytes(limit + 1))
    expect(Group(members: [Member("g", group)]), "/g", .headerBytes(limit + 1))
    let dataset = try Trees.dataset(headerBytes: limit + 1)
    expect(Group(members: [Member("d", dataset)]), "/d", .headerBytes(limit + 1))
  }

  @Test func headerBytesOfLinks() throws {
    // Link info 22, group info 14; a link 15 and its name.
    let count = (limits.headerBytes - 36) / 19 + 1
    let tree = Group(members: (0..<count).map { Member("\(1000 + $0)", Group()) })
    expect(tree, "/", .headerBytes(36 + count * 19))
  }

  @Test func noElements() throws {
    let none = try Values.float32([], shape: [3, 0])
    expect(Group(members: [Member("d", Dataset(none))]), "/d", .noElements(shape: [3, 0]))
    expect(Group(attributes: [Attribute("a", none)]), "/@a", .noElements(shape: [3, 0]))
  }

  @Test func dimensions() throws {
    let deep = try Values.int64([1], shape: Array(repeating: 1, count: limits.dimensions + 1))
    expect(Group(members: [Member("d", Dataset(deep))]), "/d", .dimensions(limits.dimensions + 1))
  }

  @Test(arguments: [0, -1, ProfileLimits().stringBytes + 1])
  func stringBytes(_ count: Int) throws {
    let bytes = ByteSlice(try AlignedBytes(count: 0) { _ in })
    let value = try #require(Values(type: .string(byteCount: count), shape: [0], bytes: bytes))
    expect(Group(members: [Member("d", Dataset(value))]), "/d", .stringBytes(count))
  }

  @Test(arguments: [[0xC3, 0x28], [0x61, 0, 0x62]] as [[UInt8]])
  func text(_ bytes: [UInt8]) throws {
    let slice = ByteSlice(try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) })
    let value = try #require(
      Values(type: .string(byteCount: bytes.count), shape: [], bytes: slice))
    expect(Group(attributes: [Attribute("a", value)]), "/@a", .text)
  }

  @Test func depth() throws {
    var tree = Group()
    for _ in 0..<limits.depth { tree = Group(members: [Member("g", tree)]) }
    #expect(try !bytes(of: tree).isEmpty)
    tree = Group(members: [Member("g", tree)])
    expect(tree, String(repeating: "/g", count: limits.depth + 1), .depth)
  }

  @Test func objects() throws {
    // The root, 64 groups, and datasets in them up to one too many.
    let dataset = Dataset(try .int64(1))
    let leaves = limits.objects - 1 - 64 + 1
    var tree = Group()
    for i in 0..<64 {
      let count = leaves / 64 + (i < leaves % 64 ? 1 : 0)
      let group = Group(members: (0..<count).map { Member("\($0)", dataset) })
      tree.members.append(Member("\(i)", group))
    }
    expect(tree, "/", .objects(limits.objects + 1))
  }

  @Test func attributes() throws {
    // 128 groups, and attributes of them up to one too many.
    let value = try Values.string("")
    let count = limits.attributes + 1
    let tree = Group(
      members: (0..<128).map { i in
        let attributes = (i * count / 128..<(i + 1) * count / 128).map { Attribute("\($0)", value) }
        return Member("\(i)", Group(attributes: attributes))
      })
    expect(tree, "/", .attributes(count))
  }

  private func expect(_ tree: Group, _ object: String, _ reason: HDF5Error.Reason) {
    let error = #expect(throws: HDF5Error.self) { try fileImage(of: tree) }
    #expect(error?.object == object)
    #expect(error?.reason == reason)
    let message = error?.description ?? ""
    #expect(message.contains(": found ") && message.contains(", expected "), "\(message)")
    #expect(!message.contains("\n"))
  }
}
