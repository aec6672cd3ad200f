import HDF5Tree
import Storage

// Datatype message, version 1 ("HDF5 File Format Specification", IV.A.2.d), as it is for the five
// element types: class and version, three bytes of properties, the size, and for numbers the bits.

extension Parser {
  /// Class 1; little-endian, mantissa normalised, sign at bit 31; 32 bits from 0; exponent at 23, 8
  /// bits, mantissa at 0, 23 bits, bias 127.
  private static let float32: [UInt8] = [
    0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0,
  ]
  /// Class 1; the same with the sign at bit 63; 64 bits from 0; exponent at 52, 11 bits, mantissa at
  /// 0, 52 bits, bias 1023.
  private static let float64: [UInt8] = [
    0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0,
  ]
  /// Class 0; little-endian, signed; 64 bits from 0.
  private static let int64: [UInt8] = [0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  /// Class 0; little-endian, unsigned; 64 bits from 0.
  private static let uint64: [UInt8] = [0x10, 0, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]
  /// Class 3; padded with zeros, UTF-8; the size follows.
  private static let string: [UInt8] = [0x13, 0x11, 0, 0]

  /// The element type that a datatype message names.
  func elementType(_ message: Range<Int>, _ bytes: RawSpan) throws(ProfileError) -> ElementType {
    let found = bytes.extracting(message)
    if found.isEqual(to: Self.float32) { return .float32 }
    if found.isEqual(to: Self.int64) { return .int64 }
    if found.isEqual(to: Self.float64) { return .float64 }
    if found.isEqual(to: Self.uint64) { return .uint64 }
    guard found.byteCount == 8, found.extracting(0..<4).isEqual(to: Self.string) else {
      throw error(
        .datatype, at: message.lowerBound, found.hexadecimal,
        "float32, float64, int64 or uint64, little-endian, or a UTF-8 string padded with zeros")
    }
    let size = try integer(UInt32.self, at: message.lowerBound + 4, bytes)
    guard size >= 1, size <= limits.stringBytes else {
      throw error(
        .stringBytes, at: message.lowerBound + 4, "\(size)", "1 to \(limits.stringBytes)")
    }
    return .string(byteCount: Int(size))
  }
}
