import HDF5Tree
import Storage

// Attribute message, version 3 ("HDF5 File Format Specification", IV.A.2.m):
//
//   0  1  version 3                      4  2  size of the datatype, t
//   1  1  flags 0: nothing shared        6  2  size of the dataspace, s
//   2  2  size of the name, n,           8  1  encoding of the name: 0, ASCII
//         its zero byte counted          9     name, datatype, dataspace, value; no padding

extension Parser {
  /// No flags, no heap of attributes, no index of it: both addresses undefined.
  private static let attributeInfo: [UInt8] = [0, 0] + [UInt8](repeating: 0xff, count: 16)

  /// Takes the next messages, which have to be attribute info and at least one attribute.
  mutating func attributes(
    _ messages: inout Messages, _ bytes: RawSpan
  ) throws(ProfileError) -> [Attribute] {
    try next(.attributeInfo, Self.attributeInfo, .attributeInfo, of: &messages, bytes)
    var attributes: [Attribute] = []
    var names: [(String, Int)] = []
    repeat {
      let offset = messages.lowerBound
      let attribute = try self.attribute(&messages, bytes)
      attributes.append(attribute)
      names.append((attribute.name, offset))
    } while nextKind(messages, bytes) == MessageKind.attribute.rawValue
    if let (name, offset) = repeated(names) {
      throw error(.duplicateName, at: offset, "a second @\(name)", "one")
    }
    return attributes
  }

  private mutating func attribute(
    _ messages: inout Messages, _ bytes: RawSpan
  ) throws(ProfileError) -> Attribute {
    guard attributeCount < limits.attributes else {
      throw error(.attributes, at: messages.lowerBound, "more", "at most \(limits.attributes)")
    }
    attributeCount += 1
    try checkMemory(at: messages.lowerBound)
    let message = try next(.attribute, of: &messages, bytes)
    let start = message.lowerBound
    guard message.count >= 9 else {
      throw error(.messageSize, at: start, "\(message.count) bytes of an attribute", "9 or more")
    }
    let version = try integer(UInt16.self, at: start, bytes)
    let encoding = try integer(UInt8.self, at: start + 8, bytes)
    guard version == 3, encoding == 0 else {
      throw error(
        .attribute, at: start,
        "version \(version & 0xff), flags \(version >> 8), encoding \(encoding)",
        "version 3, flags 0, encoding 0")
    }
    let nameEnd = start + 9 + Int(try integer(UInt16.self, at: start + 2, bytes))
    let typeEnd = nameEnd + Int(try integer(UInt16.self, at: start + 4, bytes))
    let spaceEnd = typeEnd + Int(try integer(UInt16.self, at: start + 6, bytes))
    guard spaceEnd <= message.upperBound else {
      throw error(
        .messageSize, at: start, "\(message.count) bytes of an attribute",
        "\(spaceEnd - start) or more for name, datatype and dataspace")
    }
    guard nameEnd > start + 9, bytes.integer(UInt8.self, at: nameEnd - 1) == 0 else {
      throw error(.name, at: start + 9, "no zero byte at its end", "one")
    }
    let name = try self.name(start + 9..<nameEnd - 1, bytes)
    attribute = name
    let type = try elementType(nameEnd..<typeEnd, bytes)
    let shape = try self.shape(typeEnd..<spaceEnd, bytes)
    let count = try byteCount(type, shape, at: typeEnd)
    let place = spaceEnd..<message.upperBound
    guard place.count == count else {
      throw error(
        .dataSize, at: spaceEnd, "\(place.count)", "\(count) for \(type) of shape \(shape)")
    }
    let value = try values(type, shape, place)
    attribute = nil
    return Attribute(name, value)
  }
}
