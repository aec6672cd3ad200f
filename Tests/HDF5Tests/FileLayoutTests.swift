import HDF5
import HDF5Tree
import TestSupport
import Testing

@Suite struct FileLayoutTests {
  @Test func theSameTreeMakesTheSameBytes() throws {
    let tree = try Trees.everything()
    #expect(try bytes(of: tree) == bytes(of: tree))
  }

  @Test func concurrentWritersMakeTheSameBytes() async throws {
    let tree = try Trees.everything()
    let expected = try bytes(of: tree)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try bytes(of: tree) } }
      for try await bytes in group { #expect(bytes == expected) }
    }
  }

  @Test func startsWithAnEmptyUserBlockAndASuperblockOfVersion2() throws {
    let file = try bytes(of: Group())
    #expect(file.prefix(512).allSatisfy { $0 == 0 })
    let signature = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
    #expect(Array(file[512..<524]) == signature + [2, 8, 8, 0])
  }

  @Test(arguments: 0..<40) func nothingStandsBetweenTheParts(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let tree = try Trees.random(depth: 3, &generator)
    #expect(try bytes(of: tree).count == 512 + 48 + fileBytes(of: tree))
  }

  // Between 110 and 360 bytes lie the sizes from which on lengths take two bytes instead of one.
  @Test func aHeaderIsJustAsLongAsItsContents() throws {
    for headerBytes in Array(110...360) + [ProfileLimits().headerBytes] {
      let group = try Trees.group(headerBytes: headerBytes)
      let dataset = try Trees.dataset(headerBytes: headerBytes)
      for tree in [
        group, Group(members: [Member("g", group)]), Group(members: [Member("d", dataset)]),
      ] {
        #expect(fileBytes(of: tree) > headerBytes)
        #expect(try bytes(of: tree).count == 512 + 48 + fileBytes(of: tree))
      }
    }
  }

  @Test func thousandsOfMembersStayInOneHeader() throws {
    let tree = try Trees.layers(3000)
    #expect(try bytes(of: tree).count == 512 + 48 + fileBytes(of: tree))
  }
}

/// The bytes of a group and all it holds if each object header is one block and nothing stands
/// between them; from the file format specification, not from the code under test.
private func fileBytes(of group: Group) -> Int {
  let links = group.members.reduce(0) { $0 + 4 + 11 + $1.name.utf8.count }
  // Link info 22, group info 14.
  let header = headerBytes(22 + 14 + attributeBytes(of: group.attributes) + links)
  return group.members.reduce(header) { total, member in
    switch member.object {
    case .group(let group): total + fileBytes(of: group)
    case .dataset(let dataset): total + fileBytes(of: dataset)
    }
  }
}

private func fileBytes(of dataset: Dataset) -> Int {
  let value = dataset.value
  // Dataspace and datatype, fill value 6, layout 22, and what stays free for a continuation: 20.
  let fixed = 4 + spaceBytes(of: value) + 4 + typeBytes(of: value) + 6 + 22
  let attributes = dataset.attributes.isEmpty ? 20 : attributeBytes(of: dataset.attributes)
  return headerBytes(fixed + attributes) + value.bytes.count
}

/// Signature, version, flags, when attributes go elsewhere, size of the messages, messages, checksum.
private func headerBytes(_ messages: Int) -> Int {
  4 + 1 + 1 + 4 + (messages < 256 ? 1 : 2) + messages + 4
}

private func attributeBytes(of attributes: [Attribute]) -> Int {
  attributes.reduce(attributes.isEmpty ? 0 : 22) { total, attribute in
    let value = attribute.value
    return total + 4 + 9 + attribute.name.utf8.count + 1 + typeBytes(of: value)
      + spaceBytes(of: value) + value.bytes.count
  }
}

private func spaceBytes(of value: Values) -> Int { 4 + 16 * value.shape.count }

private func typeBytes(of value: Values) -> Int {
  switch value.type {
  case .float32, .float64: 20
  case .int64, .uint64: 12
  case .string: 8
  }
}
