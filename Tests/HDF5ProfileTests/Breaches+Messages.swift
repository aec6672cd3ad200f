import HDF5Profile
import HDF5Tree
import Mutants
import Testing

extension Breach {
  /// Ways to say with a message what the profile does not say.
  static let ofMessages: [Breach] =
    [
      contents(.linkInfo, "version 1", in: "/g", of: 2, at: 0, [1]),
      contents(.linkInfo, "creation orders", in: "/g", of: 2, at: 1, [1]),
      contents(.linkInfo, "a heap", in: "/g", of: 2, at: 2, little(48)),
      contents(.linkInfo, "an index", in: "/g", of: 2, at: 10, little(48)),
      contents(.groupInfo, "version 1", in: "/g", of: 10, at: 0, [1]),
      contents(.groupInfo, "no estimate", in: "/g", of: 10, at: 1, [1]),
      contents(.groupInfo, "the default link phase change", in: "/g", of: 10, at: 2, [8, 0, 6, 0]),
      Breach(.groupInfo, "room for two links", in: "/g") {
        $0.set(try #require($0.offset("/g", 10)) + 6, [2])
      },
      Breach(.groupInfo, "room for longer names", in: "/g") {
        $0.set(try #require($0.offset("/g", 10)) + 9, [1])
      },
      contents(.attributeInfo, "version 1", in: "/g", of: 21, at: 0, [1]),
      contents(.attributeInfo, "creation orders", in: "/g", of: 21, at: 1, [1]),
      contents(.attributeInfo, "a heap", in: "/g/d", of: 21, at: 2, little(48)),
      contents(.attributeInfo, "an index", in: "/g/d", of: 21, at: 10, little(48)),
      contents(.fillValue, "version 2", in: "/g/d", of: 5, at: 0, [2]),
      contents(.fillValue, "allocated early", in: "/g/d", of: 5, at: 1, [5]),
      contents(.fillValue, "a value defined", in: "/g/d", of: 5, at: 1, [0x26]),
      Breach(.nilMessage, "a byte that is not zero", in: "/d", of: withoutAttributes) {
        $0.messages[4].body[15] = 1
      },
      contents(.link, "version 0", in: "/g", of: 6, at: 0, [0]),
      contents(.link, "a type: soft or external", in: "/g", of: 6, at: 1, [8]),
      contents(.link, "a creation order", in: "/g", of: 6, at: 1, [4]),
      contents(.link, "an encoding", in: "/g", of: 6, at: 1, [16]),
      contents(.link, "a length of 2 bytes", in: "/g", of: 6, at: 1, [1]),
      contents(.attribute, "version 1", in: "/g", of: 12, at: 0, [1]),
      contents(.attribute, "a shared datatype", in: "/g", of: 12, at: 1, [1]),
      contents(.attribute, "a name in UTF-8", in: "/g", of: 12, at: 8, [1]),
      contents(.dataspace, "version 1", in: "/g/d", of: 1, at: 0, [1]),
      contents(.dataspace, "no maximum extents", in: "/g/d", of: 1, at: 2, [0]),
      contents(.dataspace, "a null dataspace", in: "/g/d", of: 1, [2, 0, 0, 2]),
      contents(.dataspace, "a simple scalar", in: "/g/d", of: 1, [2, 0, 0, 1]),
      contents(.dataspace, "a null space with dimensions", in: "/g/d", of: 1, at: 3, [2]),
      contents(.extent, "0", in: "/g/d", of: 1, at: 4, little(0)),
      contents(.extent, "a negative one", in: "/g/d", of: 1, at: 4, little(.min)),
      Breach(.extent, "a product that overflows", in: "/g/d") {
        let large = little(1 << 62)
        $0.messages[0].body = [2, 2, 1, 1] + large + large + large + large
      },
      Breach(.extent, "an attribute's product that overflows", in: "/g", errorIn: "/g@a") {
        let i = try #require($0.index(of: 12))
        let large = little(1 << 62)
        $0.messages[i].body =
          [3, 0, 2, 0, 12, 0, 20, 0, 0, 0x61, 0] + datatype(.uint64) + [2, 1, 1, 1] + large + large
      },
      contents(.maximumExtent, "unlimited", in: "/g/d", of: 1, at: 20, little(-1)),
      contents(.maximumExtent, "one more", in: "/g/d", of: 1, at: 28, little(4)),
      contents(.stringBytes, "0", in: "/g/d", of: 3, datatype(.string(byteCount: 0))),
      contents(.stringBytes, "2 GiB", in: "/g/d", of: 3, datatype(.string(byteCount: 1 << 31))),
      contents(.layout, "version 4", in: "/g/d", of: 8, at: 0, [4]),
      contents(.layout, "compact", in: "/g/d", of: 8, at: 1, [0]),
      contents(.layout, "chunked", in: "/g/d", of: 8, at: 1, [2]),
      contents(.layout, "virtual", in: "/g/d", of: 8, at: 1, [3]),
      contents(.dataSize, "a number less", in: "/g/d", of: 8, at: 10, little(20)),
      contents(.dataSize, "a byte more", in: "/g/d", of: 8, at: 10, little(25)),
      contents(.dataSize, "beyond any file", in: "/g/d", of: 8, at: 10, little(-1)),
      Breach(.dataSize, "an attribute's value and a byte", in: "/g", errorIn: "/g@a") {
        $0.messages[try #require($0.index(of: 12))].body.append(0)
      },
      Breach(.dataSize, "half an attribute's value", in: "/g", errorIn: "/g@a") {
        $0.messages[try #require($0.index(of: 12))].body.removeLast(4)
      },
      Breach(.text, "of an attribute: a zero byte inside", in: "/g/d", errorIn: "/g/d@b") {
        let i = try #require($0.index(of: 12))
        $0.messages[i].body[$0.messages[i].body.count - 2] = 0
      },
      Breach(.text, "of an attribute: not UTF-8", in: "/g/d", errorIn: "/g/d@b") {
        let i = try #require($0.index(of: 12))
        $0.messages[i].body[$0.messages[i].body.count - 1] = 0xc3
      },
      Breach(.text, "of a dataset: not UTF-8", in: "/g/d") {
        $0.messages[1].body = datatype(.string(byteCount: 4))
      },
    ] + otherTypes.map { name, bytes in contents(.datatype, name, in: "/g/d", of: 3, bytes) }

  private static let otherTypes: [(String, [UInt8])] = [
    ("nothing", []),
    ("big-endian float32", [0x11, 0x21] + datatype(.float32)[2...]),
    ("float16", [0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0]),
    ("float32 with padding", [0x11, 0x22] + datatype(.float32)[2...]),
    ("float32 of version 3", [0x31] + datatype(.float32)[1...]),
    ("float32 and a byte", datatype(.float32) + [0]),
    ("big-endian int64", [0x10, 9] + datatype(.int64)[2...]),
    ("int32", [0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0]),
    ("int64 of 63 bits", [0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 63, 0]),
    ("uint8", [0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]),
    ("a time", [0x12, 0, 0, 0, 8, 0, 0, 0, 64, 0]),
    ("an ASCII string", [0x13, 0x01, 0, 0, 4, 0, 0, 0]),
    ("a zero-terminated string", [0x13, 0x10, 0, 0, 4, 0, 0, 0]),
    ("a string padded with spaces", [0x13, 0x12, 0, 0, 4, 0, 0, 0]),
    ("a string and a byte", [0x13, 0x11, 0, 0, 4, 0, 0, 0, 0]),
    ("a bit field", [0x14, 0, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0]),
    ("opaque bytes", [0x15, 0, 0, 0, 4, 0, 0, 0]),
    ("a compound", [0x16, 1, 0, 0, 4, 0, 0, 0]),
    ("a reference", [0x17, 0, 0, 0, 8, 0, 0, 0]),
    ("an enumeration", [0x18, 2, 0, 0, 4, 0, 0, 0]),
    ("a variable-length string", [0x19, 1, 1, 0, 16, 0, 0, 0]),
    ("an array", [0x2a, 0, 0, 0, 8, 0, 0, 0]),
  ]

  /// Names that HDF5 would take, or make something else of.
  static let ofNames: [Breach] =
    ([
      ("empty", ""), ("the group itself", "."), ("a path", "a/b"), ("a control character", "a\n"),
      ("a delete character", "a\u{7f}"), ("not ASCII", "é"), ("a zero byte", "a\0b"),
    ] as [(String, String)]).flatMap { what, name in
      [
        Breach(.name, "of a link: \(what)", in: "/") { Group(members: [Member(name, Group())]) },
        Breach(.name, "of an attribute: \(what)", in: "/") {
          Group(attributes: [Attribute(name, try .int64(1))])
        },
      ]
    } + [
      contents(.name, "no zero byte behind an attribute's", in: "/g", of: 12, at: 10, [0x61]),
      contents(.name, "of an attribute: no bytes at all", in: "/g", of: 12, at: 2, [0, 0]),
      Breach(
        .nameBytes, "of a link", in: "/", limit: { $0.nameBytes = 3 },
        tree: { Group(members: [Member("four", Group())]) }),
      Breach(.nameBytes, "of an attribute", in: "/") {
        Group(attributes: [Attribute(String(repeating: "n", count: 256), try .int64(1))])
      },
      Breach(.duplicateName, "of links", in: "/") {
        Group(members: [Member("a", Group()), Member("b", Group()), Member("a", Group())])
      },
      Breach(.duplicateName, "of attributes", in: "/") {
        Group(attributes: [Attribute("a", try .int64(1)), Attribute("a", try .int64(2))])
      },
    ]

  /// Trees that are larger than the limits.
  static let ofLimits: [Breach] = [
    Breach(.depth, "33 groups", in: String(repeating: "/g", count: 33)) { Trees.nested(33) },
    Breach(.objects, "three", in: "/g/d", limit: { $0.objects = 2 }, tree: Trees.least),
    Breach(.attributes, "two", in: "/g/d", limit: { $0.attributes = 1 }, tree: Trees.least),
    Breach(.dimensions, "33", in: "/d") {
      let shape = [Int](repeating: 1, count: 33)
      return Group(members: [Member("d", Dataset(try .float32([1], shape: shape)))])
    },
  ]

  @Sendable private static func withoutAttributes() throws -> Group {
    try Group(members: [Member("d", Dataset(.int64(1)))])
  }
}
