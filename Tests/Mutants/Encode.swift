import HDF5Tree

// The profile written down a second time, as an encoder that can be made to write what is not of the
// profile: messages can be changed before a file is laid out (Block), and bytes after (Image).

/// Eight bytes, the lowest first.
public func little(_ value: Int) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The blocks of a tree.
public func encode(_ group: Group, _ path: String) -> Block {
  let undefined = [UInt8](repeating: 0xff, count: 16)
  let block = Block(path.isEmpty ? "/" : path, [])
  let links = group.members.map { member in
    Message(
      kind: 6, flags: 0,
      body: [1, 0, UInt8(truncatingIfNeeded: member.name.utf8.count)] + Array(member.name.utf8)
        + little(0))
  }
  block.messages =
    [
      Message(kind: 2, flags: 0, body: [0, 0] + undefined),
      Message(kind: 10, flags: 1, body: [0, 3, 0xff, 0xff, 0, 0, 0, 0, 0, 0]),
    ] + encode(group.attributes) + links
  block.members = group.members.map { member in
    switch member.object {
    case .group(let group): encode(group, "\(path)/\(member.name)")
    case .dataset(let dataset): encode(dataset, "\(path)/\(member.name)")
    }
  }
  return block
}

private func encode(_ dataset: Dataset, _ path: String) -> Block {
  let room = Message(kind: 0, flags: 0, body: [UInt8](repeating: 0, count: 16))
  let block = Block(
    path,
    [
      Message(kind: 1, flags: 0, body: dataspace(dataset.value.shape)),
      Message(kind: 3, flags: 1, body: datatype(dataset.value.type)),
      Message(kind: 5, flags: 1, body: [3, 6]),
      Message(kind: 8, flags: 0, body: [3, 1] + little(0) + little(dataset.value.bytes.count)),
    ] + (dataset.attributes.isEmpty ? [room] : encode(dataset.attributes)))
  block.data = contents(dataset.value)
  return block
}

private func encode(_ attributes: [Attribute]) -> [Message] {
  guard !attributes.isEmpty else { return [] }
  let info = Message(kind: 21, flags: 4, body: [0, 0] + [UInt8](repeating: 0xff, count: 16))
  return [info]
    + attributes.map { attribute in
      let name = Array(attribute.name.utf8) + [0]
      let type = datatype(attribute.value.type)
      let space = dataspace(attribute.value.shape)
      let sizes = [name.count, type.count, space.count].flatMap { little($0)[..<2] }
      return Message(
        kind: 12, flags: 0,
        body: [3, 0] + sizes + [0] + name + type + space + contents(attribute.value))
    }
}

private func contents(_ values: Values) -> [UInt8] {
  values.bytes.withBytes { bytes in bytes.withUnsafeBytes(Array.init) }
}

private func dataspace(_ shape: [Int]) -> [UInt8] {
  shape.isEmpty
    ? [2, 0, 0, 0] : [2, UInt8(shape.count), 1, 1] + (shape + shape).flatMap(little)
}

public func datatype(_ type: ElementType) -> [UInt8] {
  switch type {
  case .float32: [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
  case .float64: [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0]
  case .int64: [0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  case .uint64: [0x10, 0, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  case .string(let count): [0x13, 0x11, 0, 0] + little(count)[..<4]
  }
}
