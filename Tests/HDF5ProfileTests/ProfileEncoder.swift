import Checksum
import HDF5Tree
import Storage

// The profile written down a second time, as an encoder that can be made to write what is not of the
// profile: messages can be changed before a file is laid out, and bytes after.

/// A message of an object header.
struct Message {
  var kind: UInt8
  var flags: UInt8
  var body: [UInt8]
}

/// An object before it is laid out: its messages, its data, its members.
final class Block {
  let path: String
  var messages: [Message]
  var data: [UInt8] = []
  var members: [Block] = []

  init(_ path: String, _ messages: [Message]) {
    self.path = path
    self.messages = messages
  }

  /// The object of that path, this one's own path being the start of it.
  func block(_ path: String) -> Block? {
    self.path == path ? self : members.lazy.compactMap { $0.block(path) }.first
  }

  /// The position of the first message of that kind.
  func index(of kind: UInt8) -> Int? { messages.firstIndex { $0.kind == kind } }
}

/// A file laid out: its bytes, and where each header lies.
struct Image {
  var bytes: [UInt8]
  private(set) var headers: [(path: String, range: Range<Int>)] = []

  /// Lays the objects out in depth-first order.
  init(_ root: Block) {
    bytes = [UInt8](repeating: 0, count: 560)
    append(root)
    let superblock: [UInt8] =
      [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0] + little(512)
      + [UInt8](repeating: 0xff, count: 8) + little(bytes.count) + little(48)
    set(512, superblock)
    repairChecksums()
  }

  init(_ tree: Group) { self.init(encode(tree, "")) }

  private mutating func append(_ block: Block) {
    let start = bytes.count
    let size = block.messages.reduce(0) { $0 + 4 + $1.body.count }
    bytes += Array("OHDR".utf8) + [2, size > 255 ? 0x11 : 0x10, 0xff, 0xff, 0, 0]
    bytes += size > 255 ? little(size)[..<2] : little(size)[..<1]
    var links: [Int] = []
    var layout: Int?
    for message in block.messages {
      let body = message.body
      bytes += [message.kind] + little(body.count)[..<2] + [message.flags]
      if message.kind == 8, body.count >= 10 { layout = bytes.count + 2 }
      if message.kind == 6, body.count >= 11, 11 + Int(body[2]) <= body.count {
        links.append(bytes.count + 3 + Int(body[2]))
      }
      bytes += body
    }
    bytes += [0, 0, 0, 0]
    headers.append((block.path, start..<bytes.count))
    if let layout { set(layout, little(bytes.count - 512)) }
    bytes += block.data
    for (i, member) in block.members.enumerated() {
      if i < links.count { set(links[i], little(bytes.count - 512)) }
      append(member)
    }
  }

  /// Where the contents of a message lie: the `nth` of that kind in the header of that path.
  func offset(_ path: String, _ kind: UInt8, _ nth: Int = 0) -> Int? {
    guard let header = headers.last(where: { $0.path == path })?.range else { return nil }
    var at = header.lowerBound + (bytes[header.lowerBound + 5] == 0x11 ? 12 : 11)
    var left = nth
    while at + 8 <= header.upperBound {
      if bytes[at] == kind {
        if left == 0 { return at + 4 }
        left -= 1
      }
      at += 4 + Int(bytes[at + 1]) + Int(bytes[at + 2]) << 8
    }
    return nil
  }

  mutating func set(_ offset: Int, _ new: [UInt8]) {
    bytes.replaceSubrange(offset..<offset + new.count, with: new)
  }

  /// Makes the end of the file that the superblock states match.
  mutating func repairEnd() { set(540, little(bytes.count)) }

  /// Makes the checksums match: the superblock's, and those of all headers that are all there.
  mutating func repairChecksums() {
    guard bytes.count >= 560 else { return }
    repairChecksum(512..<560)
    for start in stride(from: 560, to: bytes.count - 12, by: 1)
    where bytes[start] == 0x4f && bytes[start + 1] == 0x48 && bytes[start + 2] == 0x44 {
      let low = Int(bytes[start + 10])
      let isWide = bytes[start + 5] & 1 == 1
      let end = start + (isWide ? 16 + low + Int(bytes[start + 11]) << 8 : 15 + low)
      if end <= bytes.count { repairChecksum(start..<end) }
    }
  }

  private mutating func repairChecksum(_ block: Range<Int>) {
    let sum = lookup3(bytes.span.bytes.extracting(block.dropLast(4)))
    set(block.upperBound - 4, Array(little(Int(sum))[..<4]))
  }

  /// The bytes as the parser takes them, behind others that do not belong to the file.
  func slice() throws -> ByteSlice {
    let owner = try AlignedBytes(count: bytes.count + 3) { $0.copy(bytes.span.bytes, to: 3) }
    return ByteSlice(owner, 3..<3 + bytes.count) ?? ByteSlice(owner)
  }
}

/// Eight bytes, the lowest first.
func little(_ value: Int) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The blocks of a tree.
func encode(_ group: Group, _ path: String) -> Block {
  let undefined = [UInt8](repeating: 0xff, count: 16)
  let block = Block(path.isEmpty ? "/" : path, [])
  let links = group.members.map { member in
    Message(
      kind: 6, flags: 0,
      body: [1, 0, UInt8(member.name.utf8.count)] + Array(member.name.utf8) + little(0))
  }
  let rest = encode(group.attributes) + links
  let room = rest.reduce(0) { $0 + 4 + $1.body.count }
  let estimate = room == 0 ? [0, 0, 0, 0] : [1, 0] + little(room - 15)[..<2]
  block.messages =
    [
      Message(kind: 2, flags: 0, body: [0, 0] + undefined),
      Message(kind: 10, flags: 1, body: [0, 3, 0xff, 0xff, 0, 0] + estimate),
    ] + rest
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
  values.bytes.withBytes { bytes in
    (0..<bytes.byteCount).compactMap { bytes.integer(UInt8.self, at: $0) }
  }
}

private func dataspace(_ shape: [Int]) -> [UInt8] {
  shape.isEmpty
    ? [2, 0, 0, 0] : [2, UInt8(shape.count), 1, 1] + (shape + shape).flatMap(little)
}

func datatype(_ type: ElementType) -> [UInt8] {
  switch type {
  case .float32: [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
  case .float64: [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0]
  case .int64: [0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  case .uint64: [0x10, 0, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  case .string(let count): [0x13, 0x11, 0, 0] + little(count)[..<4]
  }
}
