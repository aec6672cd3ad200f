import Foundation
import HDF5
import HDF5Tree
import TestSupport
import Testing

/// Other people's programs read what we write.
@Suite struct ToolTests {
  @Test func h5dumpPrintsWhatWasWritten() throws {
    let tree = Group(
      attributes: [
        Attribute("version", try .int64(1)), Attribute("names", try .strings(["a", "bc"])),
      ],
      members: [
        Member(
          "g", Group(members: [Member("w", Dataset(try .float32([0.5, -2], shape: [2, 1])))]))
      ])
    try withFolder { folder in
      let file = folder / "tree.h5"
      try writeTree(tree, to: file)
      #expect(
        try output(of: "h5dump", [file]) == """
          HDF5 "\(file)" {
          GROUP "/" {
             ATTRIBUTE "names" {
                DATATYPE  H5T_STRING {
                   STRSIZE 2;
                   STRPAD H5T_STR_NULLPAD;
                   CSET H5T_CSET_UTF8;
                   CTYPE H5T_C_S1;
                }
                DATASPACE  SIMPLE { ( 2 ) / ( 2 ) }
                DATA {
                (0): "a\\000", "bc"
                }
             }
             ATTRIBUTE "version" {
                DATATYPE  H5T_STD_I64LE
                DATASPACE  SCALAR
                DATA {
                (0): 1
                }
             }
             GROUP "g" {
                DATASET "w" {
                   DATATYPE  H5T_IEEE_F32LE
                   DATASPACE  SIMPLE { ( 2, 1 ) / ( 2, 1 ) }
                   DATA {
                   (0,0): 0.5,
                   (1,0): -2
                   }
                }
             }
          }
          }

          """)
    }
  }

  @Test func h5pyReadsTheSameTree() throws {
    try expectSame(Trees.everything())
  }

  @Test func h5pyReadsThousandsOfMembers() throws {
    try expectSame(Trees.layers(3000))
  }

  @Test func h5pyReadsAFullHeader() throws {
    let group = try Trees.group(headerBytes: ProfileLimits().headerBytes)
    let dataset = try Trees.dataset(headerBytes: ProfileLimits().headerBytes)
    try expectSame(Group(members: [Member("g", group), Member("d", dataset)]))
  }

  @Test func h5pyReadsRandomTrees() throws {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<5 { try expectSame(Trees.random(depth: 3, &generator)) }
  }

  private func expectSame(_ tree: Group) throws {
    try withFolder { folder in
      let file = folder / "tree.h5"
      try writeTree(tree, to: file)
      let lines = try output(of: python, ["-c", listing, file]).split(separator: "\n")
        .map(String.init)
      #expect(lines.sorted() == listingLines(of: tree, at: "").sorted())
    }
  }
}

/// One line for each thing in the file: path, type, shape, bytes.
private let listing = """
  import sys
  import h5py, numpy

  def show(path, thing):
      value = numpy.empty(thing.shape, thing.dtype)
      thing.read(value) if isinstance(thing, h5py.h5a.AttrID) else thing.read(
          h5py.h5s.ALL, h5py.h5s.ALL, value)
      text = h5py.check_string_dtype(thing.dtype)
      kind = thing.dtype.str if text is None else f"{text.encoding}[{text.length}]"
      print(path, kind, list(thing.shape), value.tobytes().hex(), sep="|")

  def attributes(path, thing):
      for name in thing.attrs:
          show(f"{path}@{name}", thing.attrs.get_id(name))

  def walk(path, group):
      print(path, "group", sep="|")
      attributes(path, group)
      for name, member in group.items():
          if isinstance(member, h5py.Group):
              walk(f"{path}/{name}", member)
          else:
              assert member.chunks is None and member.compression is None
              show(f"{path}/{name}", member.id)
              attributes(f"{path}/{name}", member)

  with h5py.File(sys.argv[1], "r") as file:
      walk("", file)
  """

private func listingLines(of group: Group, at path: String) -> [String] {
  var lines = ["\(path)|group"] + listingLines(of: group.attributes, at: path)
  for member in group.members {
    let path = "\(path)/\(member.name)"
    switch member.object {
    case .group(let group): lines += listingLines(of: group, at: path)
    case .dataset(let dataset):
      lines.append(listingLine(of: dataset.value, at: path))
      lines += listingLines(of: dataset.attributes, at: path)
    }
  }
  return lines
}

private func listingLines(of attributes: [Attribute], at path: String) -> [String] {
  attributes.map { listingLine(of: $0.value, at: "\(path)@\($0.name)") }
}

private func listingLine(of value: Values, at path: String) -> String {
  let kind =
    switch value.type {
    case .float32: "<f4"
    case .float64: "<f8"
    case .int64: "<i8"
    case .uint64: "<u8"
    case .string(let byteCount): "utf-8[\(byteCount)]"
    }
  let hex = value.bytes.withBytes { bytes in
    (0..<bytes.byteCount).map { String(format: "%02x", bytes.integer(UInt8.self, at: $0) ?? 0) }
  }
  return "\(path)|\(kind)|\(value.shape)|\(hex.joined())"
}
