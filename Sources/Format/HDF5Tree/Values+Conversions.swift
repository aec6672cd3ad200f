import Storage
import Text

// Swift values to arrays and back. Making an array can only fail for want of memory.

extension Values {
  /// A scalar float32.
  public static func float32(_ value: Float) throws -> Values { try .float32([value], shape: []) }

  /// float32 numbers in C order; `shape` must have as many elements as there are numbers.
  public static func float32(_ values: [Float], shape: [Int]) throws -> Values {
    try .float32(FloatBlock(values), shape: shape)
  }

  /// float32 numbers that lie in shared memory, which is not copied.
  public static func float32(_ block: FloatBlock, shape: [Int]) throws -> Values {
    try checked(.float32, shape, block.bytes)
  }

  /// float64 numbers in C order.
  public static func float64(_ values: [Double], shape: [Int]) throws -> Values {
    try integers(values.map(\.bitPattern), .float64, shape)
  }

  /// A scalar float64.
  public static func float64(_ value: Double) throws -> Values { try .float64([value], shape: []) }

  /// Signed integers in C order.
  public static func int64(_ values: [Int64], shape: [Int]) throws -> Values {
    try integers(values, .int64, shape)
  }

  /// A scalar signed integer.
  public static func int64(_ value: Int64) throws -> Values { try .int64([value], shape: []) }

  /// Unsigned integers in C order.
  public static func uint64(_ values: [UInt64], shape: [Int]) throws -> Values {
    try integers(values, .uint64, shape)
  }

  /// A scalar unsigned integer.
  public static func uint64(_ value: UInt64) throws -> Values { try .uint64([value], shape: []) }

  /// A scalar string, as wide as its text (one byte where it is empty).
  public static func string(_ text: String) throws -> Values {
    try strings(TextList([text]), shape: [])
  }

  /// A list of strings, each as wide as the widest.
  public static func strings(_ texts: [String]) throws -> Values { try strings(TextList(texts)) }

  /// A list of strings, each as wide as the widest.
  public static func strings(_ texts: TextList) throws -> Values {
    try strings(texts, shape: [texts.count])
  }

  private static func strings(_ texts: TextList, shape: [Int]) throws -> Values {
    let width = texts.indices.reduce(1) { max($0, texts.byteCount(at: $1)) }
    let block = try AlignedBytes(count: width * texts.count) { block in
      for i in texts.indices { texts.withBytes(at: i) { block.copy($0, to: i * width) } }
    }
    return try checked(.string(byteCount: width), shape, ByteSlice(block))
  }

  private static func integers<T: FixedWidthInteger & BitwiseCopyable>(
    _ values: [T], _ type: ElementType, _ shape: [Int]
  ) throws -> Values {
    let size = MemoryLayout<T>.size
    let block = try AlignedBytes(count: size * values.count) { block in
      for (i, value) in values.enumerated() {
        block.storeBytes(of: value.littleEndian, toByteOffset: i * size, as: T.self)
      }
    }
    return try checked(type, shape, ByteSlice(block))
  }

  private static func checked(
    _ type: ElementType, _ shape: [Int], _ bytes: ByteSlice
  ) throws -> Values {
    guard let values = Values(type: type, shape: shape, bytes: bytes) else {
      throw ShapeMismatch(shape: shape, elements: bytes.count / max(1, type.byteCount))
    }
    return values
  }
}

extension Values {
  /// The numbers of a float32 array, not copied; nil for another type.
  public var floats: FloatBlock? {
    guard type == .float32 else { return nil }
    return FloatBlock(bytes)
  }

  /// The numbers of a float64 array; nil for another type.
  public var doubles: [Double]? {
    guard type == .float64 else { return nil }
    return load(UInt64.self).map(Double.init(bitPattern:))
  }

  /// The numbers of an int64 array; nil for another type.
  public var integers: [Int64]? {
    guard type == .int64 else { return nil }
    return load(Int64.self)
  }

  /// The numbers of a uint64 array; nil for another type.
  public var unsignedIntegers: [UInt64]? {
    guard type == .uint64 else { return nil }
    return load(UInt64.self)
  }

  /// The strings of a string array, without their padding and not copied; nil for another type, or where one is
  /// not UTF-8 or has a zero byte before its end.
  public var texts: TextList? {
    guard case .string(let width) = type, firstNonText == nil else { return nil }
    return TextList(fields: bytes, width: width)
  }

  /// The first element of a string array that is not UTF-8 or has a zero byte before its end; nil
  /// where all are text, and for other types.
  public var firstNonText: Int? {
    guard case .string(let width) = type else { return nil }
    return bytes.withBytes { bytes in
      (0..<count).first { i in
        !isText(bytes.extracting(i * width..<(i + 1) * width))
      }
    }
  }

  /// Whether an element is UTF-8 without U+0000, filled up with zero bytes.
  private func isText(_ field: RawSpan) -> Bool {
    let length = field.countBeforeZero
    for i in length..<field.byteCount where field.integer(UInt8.self, at: i) != 0 { return false }
    // Four times as fast as `String(validating:)`: a model may have a thousand names.
    return unsafe field.extracting(0..<length).withUnsafeBytes { bytes in
      (try? unsafe UTF8Span(validating: Span<UInt8>(_unsafeBytes: bytes))) != nil
    }
  }

  private func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> [T] {
    bytes.withBytes { bytes in
      (0..<count).compactMap { bytes.integer(T.self, at: $0 * MemoryLayout<T>.size) }
    }
  }
}

/// A caller's array has another number of elements than its shape.
public struct ShapeMismatch: Error, Equatable, CustomStringConvertible {
  /// The shape that was asked for.
  public let shape: [Int]
  /// The number of elements that were given.
  public let elements: Int

  /// One line for a person.
  public var description: String { "\(elements) elements do not fill the shape \(shape)" }
}
