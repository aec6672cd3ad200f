/// A message of protobuf as it is encoded: fields in the order in which they are added.
///
/// The wire format has a key for each field, its number times 8 and a type: 0 for a varint, 5 for four bytes, 2
/// for a length and so many bytes ("Protocol Buffers, Encoding").
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  /// An integer that is not negative.
  mutating func append(_ field: Int, _ value: Int) {
    appendVarint(field << 3)
    appendVarint(value)
  }

  /// A single-precision number.
  mutating func append(_ field: Int, _ value: Float) {
    appendVarint(field << 3 | 5)
    appendLittleEndian(value.bitPattern)
  }

  /// A text.
  mutating func append(_ field: Int, _ value: String) { append(field, [UInt8](value.utf8)) }

  /// A message.
  mutating func append(_ field: Int, _ message: ProtobufMessage) { append(field, message.bytes) }

  /// Bytes.
  mutating func append(_ field: Int, _ value: [UInt8]) {
    appendVarint(field << 3 | 2)
    appendVarint(value.count)
    bytes += value
  }

  /// Single-precision numbers as bytes, little-endian.
  mutating func append(_ field: Int, bytesOf numbers: [Float]) {
    appendVarint(field << 3 | 2)
    appendVarint(4 * numbers.count)
    bytes.reserveCapacity(bytes.count + 4 * numbers.count)
    for number in numbers { appendLittleEndian(number.bitPattern) }
  }

  /// The same of double precision.
  mutating func append(_ field: Int, bytesOf numbers: [Double]) {
    appendVarint(field << 3 | 2)
    appendVarint(8 * numbers.count)
    for number in numbers { appendLittleEndian(number.bitPattern) }
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private mutating func appendVarint(_ value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func appendLittleEndian<Bits: FixedWidthInteger>(_ bits: Bits) {
    for shift in stride(from: 0, to: Bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> Bits(shift)))
    }
  }
}
