import Checksum
import Storage

// Object header, version 2 ("HDF5 File Format Specification", IV.A.1.b), in one block:
//
//    0  4  signature "OHDR"
//    4  1  version 2
//    5  1  flags
//    6  4  attribute phase change
//   10  w  bytes of the messages: w is 1, or 2 where the number does not fit
//    .     messages
//   -4  4  checksum of all before it

extension Parser {
  private static let headerSignature = Array("OHDR".utf8)
  /// Bit 4: the attribute phase change is stored; bits 0 and 1: w is 2 to their power.
  ///
  /// The other bits stand for times and creation orders.
  private static let headerFlags: UInt8 = 0x10
  /// At most 65,535 attributes in the header, at least 0 in a heap: never a heap.
  private static let attributePhaseChange: [UInt8] = [0xff, 0xff, 0, 0]

  /// Reads the frame of the header whose address stands at `field`, and takes its bytes.
  ///
  /// - Returns: the bytes of its messages.
  mutating func header(_ field: Int, _ bytes: RawSpan) throws(ProfileError) -> Range<Int> {
    guard objects < limits.objects else {
      throw error(.objects, at: field, "more", "at most \(limits.objects)")
    }
    objects += 1
    try checkMemory(at: field)
    try expectAddress(at: field, bytes)
    let start = position
    try expect(Self.headerSignature, at: start, .headerSignature, bytes)
    let version = try integer(UInt8.self, at: start + 4, bytes)
    guard version == 2 else { throw error(.headerVersion, at: start + 4, "\(version)", "2") }
    let flags = try integer(UInt8.self, at: start + 5, bytes)
    try expect(Self.attributePhaseChange, at: start + 6, .attributePhaseChange, bytes)
    let prefix: Int
    let size: Int
    switch flags {
    case Self.headerFlags:
      (prefix, size) = (11, Int(try integer(UInt8.self, at: start + 10, bytes)))
    case Self.headerFlags | 1:
      (prefix, size) = (12, Int(try integer(UInt16.self, at: start + 10, bytes)))
    default:
      throw error(.headerFlags, at: start + 5, [flags].hexadecimal, "0x10 or 0x11")
    }
    guard prefix == 11 || size > UInt8.max else {
      throw error(.headerFlags, at: start + 5, "2 bytes for the size \(size)", "1")
    }
    let end = try take(prefix + size + 4, bytes).upperBound - 4
    let sum = lookup3(bytes.extracting(start..<end))
    let found = try integer(UInt32.self, at: end, bytes)
    guard found == sum else {
      throw error(.headerChecksum, at: end, "\(found)", "\(sum)")
    }
    return start + prefix..<end
  }
}
