import HDF5Tree
import Storage

// Dataspace message, version 2 ("HDF5 File Format Specification", IV.A.2.b):
//
//   0  1  version 2
//   1  1  number of dimensions, n
//   2  1  flags: 1 where n > 0, maximum extents are stored
//   3  1  type: 0 scalar (n = 0), 1 simple (n > 0)
//   4 8n  extents, slowest first
//   . 8n  maximum extents, the same numbers

extension Parser {
  /// The shape that a dataspace message states; empty for a scalar.
  func shape(_ message: Range<Int>, _ bytes: RawSpan) throws(ProfileError) -> [Int] {
    let start = message.lowerBound
    guard message.count >= 4 else {
      throw error(.messageSize, at: start, "\(message.count) bytes of a dataspace", "4 or more")
    }
    let rank = try integer(UInt8.self, at: start + 1, bytes)
    let form = try integer(UInt32.self, at: start, bytes)
    guard form == (rank == 0 ? 0x0000_0002 : 0x0101_0002 | UInt32(rank) << 8) else {
      throw error(
        .dataspace, at: start, bytes.extracting(start..<start + 4).hexadecimal,
        "0x02000000 for a scalar or 0x02nn0101 for nn dimensions")
    }
    guard rank <= limits.dimensions else {
      throw error(.dimensions, at: start + 1, "\(rank)", "at most \(limits.dimensions)")
    }
    guard message.count == 4 + 16 * Int(rank) else {
      throw error(
        .messageSize, at: start, "\(message.count) bytes of a dataspace",
        "\(4 + 16 * Int(rank)) for \(rank) dimensions")
    }
    var shape: [Int] = []
    shape.reserveCapacity(Int(rank))
    for i in 0..<Int(rank) {
      let offset = start + 4 + 8 * i
      let extent = try integer(UInt64.self, at: offset, bytes)
      guard extent >= 1, let size = Int(exactly: extent) else {
        throw error(.extent, at: offset, "\(extent)", "1 to \(Int.max)")
      }
      let maximum = try integer(UInt64.self, at: offset + 8 * Int(rank), bytes)
      guard maximum == extent else {
        throw error(
          .maximumExtent, at: offset + 8 * Int(rank), "\(maximum)", "\(extent), the extent itself")
      }
      shape.append(size)
    }
    return shape
  }

  /// The bytes that an array takes; its dataspace stands at `offset`.
  func byteCount(
    _ type: ElementType, _ shape: [Int], at offset: Int
  ) throws(ProfileError) -> Int {
    guard let count = Values.byteCount(type: type, shape: shape) else {
      throw error(.extent, at: offset, "\(type) of shape \(shape)", "at most \(Int.max) bytes")
    }
    return count
  }

  /// The array whose bytes in the file are `place`, as many as its type and shape call for.
  ///
  /// What is said to be text has to be.
  func values(
    _ type: ElementType, _ shape: [Int], _ place: Range<Int>
  ) throws(ProfileError) -> Values {
    let start = file.range.lowerBound
    guard
      let bytes = ByteSlice(file.owner, start + place.lowerBound..<start + place.upperBound),
      let values = Values(type: type, shape: shape, bytes: bytes)
    else {
      throw error(
        .dataSize, at: place.lowerBound, "\(place.count)", "those of \(type) of shape \(shape)")
    }
    if let element = values.firstNonText {
      throw error(
        .text, at: place.lowerBound + element * type.byteCount, "bytes that are no text",
        "UTF-8 without U+0000, filled up with zero bytes")
    }
    return values
  }
}
