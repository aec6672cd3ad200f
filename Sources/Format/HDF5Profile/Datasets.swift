import HDF5Tree
import Storage

// A dataset: dataspace, datatype, fill value, data layout, then attributes or the room that was left
// for them; behind the header its data.
//
// Data layout message, version 3 ("HDF5 File Format Specification", IV.A.2.i), contiguous:
//
//    0  1  version 3
//    1  1  class 1, contiguous
//    2  8  address
//   10  8  size in bytes

extension Parser {
  /// Version 3; allocated late, never written; no value defined.
  private static let fillValue: [UInt8] = [3, 6]
  private static let contiguous: [UInt8] = [3, 1]
  /// What a dataset without attributes has in their place.
  private static let room = [UInt8](repeating: 0, count: 16)

  /// Reads a dataset that the messages of its header describe.
  mutating func dataset(
    _ messages: inout Messages, _ bytes: RawSpan
  ) throws(ProfileError) -> Dataset {
    let dataspace = try next(.dataspace, of: &messages, bytes)
    let shape = try self.shape(dataspace, bytes)
    let datatype = try next(.datatype, of: &messages, bytes)
    let type = try elementType(datatype, bytes)
    try next(.fillValue, Self.fillValue, .fillValue, of: &messages, bytes)
    let layout = try next(.layout, size: 18, of: &messages, bytes)
    try expect(Self.contiguous, at: layout.lowerBound, .layout, bytes)

    var attributes: [Attribute] = []
    if nextKind(messages, bytes) == MessageKind.nil.rawValue {
      try next(.nil, Self.room, .nilMessage, of: &messages, bytes)
    } else {
      attributes = try self.attributes(&messages, bytes)
    }
    guard messages.isEmpty else {
      throw error(
        .messageKind, at: messages.lowerBound, MessageKind.name(nextKind(messages, bytes)),
        "the end of the header")
    }

    let count = try byteCount(type, shape, at: dataspace.lowerBound)
    let size = try integer(UInt64.self, at: layout.lowerBound + 10, bytes)
    guard size == count else {
      throw error(
        .dataSize, at: layout.lowerBound + 10, "\(size)", "\(count) for \(type) of shape \(shape)")
    }
    try expectAddress(at: layout.lowerBound + 2, bytes)
    return Dataset(
      try values(type, shape, try take(count, bytes)), attributes: attributes)
  }
}
