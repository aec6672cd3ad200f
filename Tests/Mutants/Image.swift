import Checksum
import HDF5Tree
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A message of an object header.
public struct Message {
  public var kind: UInt8
  public var flags: UInt8
  public var body: [UInt8]

  public init(kind: UInt8, flags: UInt8, body: [UInt8]) {
    self.kind = kind
    self.flags = flags
    self.body = body
  }
}

/// An object before it is laid out: its messages, its data, its members.
public final class Block {
  public let path: String
  public var messages: [Message]
  public var data: [UInt8] = []
  public var members: [Block] = []

  init(_ path: String, _ messages: [Message]) {
    self.path = path
    self.messages = messages
  }

  /// The object of that path, this one's own path being the start of it.
  public func block(_ path: String) -> Block? {
    self.path == path ? self : members.lazy.compactMap { $0.block(path) }.first
  }

  /// The position of the first message of that kind.
  public func index(of kind: UInt8) -> Int? { messages.firstIndex { $0.kind == kind } }
}

/// A file laid out: its bytes, and where each header lies.
public struct Image {
  public var bytes: [UInt8]
  public private(set) var headers: [(path: String, range: Range<Int>)] = []

  /// Lays the objects out in depth-first order.
  public init(_ root: Block) {
    bytes = [UInt8](repeating: 0, count: 560)
    append(root)
    let superblock: [UInt8] =
      [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0] + little(512)
      + [UInt8](repeating: 0xff, count: 8) + little(bytes.count) + little(48)
    set(512, superblock)
    repairChecksum(512..<560)
    for (_, range) in headers { repairChecksum(range) }
  }

  /// A file that is there already, whose headers are not looked for.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ tree: Group) { self.init(encode(tree, "")) }

  private mutating func append(_ block: Block) {
    let start = bytes.count
    let size = block.messages.reduce(0) { $0 + 4 + $1.body.count }
    bytes += Array("OHDR".utf8) + [2, size > 255 ? 0x11 : 0x10, 0xff, 0xff, 0, 0]
    bytes += size > 255 ? little(size)[..<2] : little(size)[..<1]
    var links: [Int] = []
    var layout: Int?
    var estimate: Int?
    for message in block.messages {
      let body = message.body
      bytes += [message.kind] + little(body.count)[..<2] + [message.flags]
      if message.kind == 10, body.count == 10 { estimate = bytes.count + 6 }
      if message.kind == 8, body.count >= 10 { layout = bytes.count + 2 }
      if message.kind == 6, body.count >= 11, 11 + Int(body[2]) <= body.count {
        links.append(bytes.count + 3 + Int(body[2]))
      }
      bytes += body
    }
    if let estimate { set(estimate, self.estimate(of: bytes.count - estimate - 4)) }
    bytes += [0, 0, 0, 0]
    headers.append((block.path, start..<bytes.count))
    if let layout { set(layout, little(bytes.count - 512)) }
    bytes += block.data
    for (i, member) in block.members.enumerated() {
      if i < links.count { set(links[i], little(bytes.count - 512)) }
      append(member)
    }
  }

  /// What a group info says of the room for attributes and links.
  private func estimate(of room: Int) -> [UInt8] {
    room == 0 ? [0, 0, 0, 0] : [1, 0] + little(room - 15)[..<2]
  }

  /// Where the contents of a message lie: the `nth` of that kind in the header of that path.
  public func offset(_ path: String, _ kind: UInt8, _ nth: Int = 0) -> Int? {
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

  public mutating func set(_ offset: Int, _ new: [UInt8]) {
    bytes.replaceSubrange(offset..<offset + new.count, with: new)
  }

  /// Makes the end of the file that the superblock states match.
  public mutating func repairEnd() {
    if bytes.count >= 548 { set(540, little(bytes.count)) }
  }

  /// Makes the checksums match: the superblock's, and that of whatever looks like a whole header.
  public mutating func repairChecksums() {
    guard bytes.count >= 560 else { return }
    repairChecksum(512..<560)
    var next = 560
    while let start = capitalO(from: next), start < bytes.count - 12 {
      next = start + 1
      guard bytes[start + 1] == 0x48, bytes[start + 2] == 0x44 else { continue }
      let low = Int(bytes[start + 10])
      let isWide = bytes[start + 5] & 1 == 1
      let end = start + (isWide ? 16 + low + Int(bytes[start + 11]) << 8 : 15 + low)
      if end <= bytes.count { repairChecksum(start..<end) }
    }
  }

  /// Where the next letter is that a header begins with.
  private func capitalO(from start: Int) -> Int? {
    // Not a loop of ours, which the fuzzer's instrumentation would slow down.
    unsafe bytes.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = unsafe memchr(base + start, 0x4F, bytes.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  private mutating func repairChecksum(_ block: Range<Int>) {
    let sum = lookup3(bytes.span.bytes.extracting(block.dropLast(4)))
    set(block.upperBound - 4, Array(little(Int(sum))[..<4]))
  }

  /// The bytes as the parser takes them, behind others that do not belong to the file.
  public func slice() throws -> ByteSlice {
    let owner = try AlignedBytes(count: bytes.count + 3) { $0.copy(bytes.span.bytes, to: 3) }
    return ByteSlice(owner, 3..<3 + bytes.count) ?? ByteSlice(owner)
  }
}
