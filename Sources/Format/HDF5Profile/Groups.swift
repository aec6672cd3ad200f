import HDF5Tree
import Storage

// A group: link info, group info, attributes, links; behind the header its members, in that order.

extension Parser {
  /// No flags, no heap of links, no index of it: both addresses undefined.
  private static let linkInfo: [UInt8] = [0, 0] + [UInt8](repeating: 0xff, count: 16)
  /// At most 65,535 links in the header, at least 0 in a heap: never a heap.
  private static let groupInfo: [UInt8] = [0, 3, 0xff, 0xff, 0, 0]

  /// The number of links that the writer expected and the length of their names, two bytes each: what
  /// makes the HDF5 library leave just `room` bytes, as many as one link with a name of 15 less takes.
  private static func estimate(room: Int) -> [UInt8] {
    let name = UInt16(clamping: room - 15)
    return room == 0 ? [0, 0, 0, 0] : [1, 0, UInt8(name & 0xff), UInt8(name >> 8)]
  }

  /// Reads the root group, whose header's address stands at `field`, and all below it.
  mutating func root(_ field: Int, _ bytes: RawSpan) throws(ProfileError) -> Group {
    var messages = try header(field, bytes)
    return try group(&messages, field, bytes)
  }

  /// Reads a group that the messages of its header describe, and all below it.
  private mutating func group(
    _ messages: inout Messages, _ field: Int, _ bytes: RawSpan
  ) throws(ProfileError) -> Group {
    guard path.count <= limits.depth else {
      throw error(.depth, at: field, "\(path.count)", "at most \(limits.depth)")
    }
    try next(.linkInfo, Self.linkInfo, .linkInfo, of: &messages, bytes)
    let info = try next(.groupInfo, size: Self.groupInfo.count + 4, of: &messages, bytes)
    try expect(
      Self.groupInfo + Self.estimate(room: messages.count), at: info.lowerBound, .groupInfo, bytes)
    let attributes =
      nextKind(messages, bytes) == MessageKind.attributeInfo.rawValue
      ? try self.attributes(&messages, bytes) : []

    var links: [Link] = []
    while !messages.isEmpty {
      links.append(try link(&messages, bytes))
    }
    if let (name, offset) = repeated(links.lazy.map { ($0.name, $0.offset) }) {
      throw error(.duplicateName, at: offset, "a second \(name)", "one")
    }
    var members: [Member] = []
    members.reserveCapacity(links.count)
    for link in links {
      path.append(link.name)
      members.append(try member(link, bytes))
      path.removeLast()
    }
    return Group(attributes: attributes, members: members)
  }

  /// Reads the object that a link leads to, and all below it.
  private mutating func member(_ link: Link, _ bytes: RawSpan) throws(ProfileError) -> Member {
    var messages = try header(link.field, bytes)
    if nextKind(messages, bytes) == MessageKind.linkInfo.rawValue {
      return Member(link.name, try group(&messages, link.field, bytes))
    }
    return Member(link.name, try dataset(&messages, bytes))
  }
}
