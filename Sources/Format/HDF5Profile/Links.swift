import Storage

// Link message, version 1 ("HDF5 File Format Specification", IV.A.2.g), of a hard link:
//
//   0  1  version 1
//   1  1  flags 0: no type (so a hard link), no creation order, an ASCII name whose length is a byte
//   2  1  length of the name, n
//   3  n  name
//   .  8  address of the object's header

/// A link of a group.
struct Link {
  let name: String
  /// Where the name stands.
  let offset: Int
  /// Where the address of the object's header stands.
  let field: Int
}

extension Parser {
  private static let hardLink: [UInt8] = [1, 0]

  /// Takes the next message, which has to be a link.
  func link(_ messages: inout Messages, _ bytes: RawSpan) throws(ProfileError) -> Link {
    try checkMemory(at: messages.lowerBound)
    let message = try next(.link, of: &messages, bytes)
    let start = message.lowerBound
    guard message.count >= 3 else {
      throw error(.messageSize, at: start, "\(message.count) bytes of a link", "3 or more")
    }
    try expect(Self.hardLink, at: start, .link, bytes)
    let field = start + 3 + Int(try integer(UInt8.self, at: start + 2, bytes))
    guard message.upperBound == field + 8 else {
      throw error(
        .messageSize, at: start, "\(message.count) bytes of a link",
        "\(field + 8 - start) for a name of \(field - start - 3)")
    }
    return Link(name: try name(start + 3..<field, bytes), offset: start + 3, field: field)
  }
}
