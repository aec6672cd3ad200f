import Storage

/// What one element of an array is.
public enum ElementType: Sendable, Equatable, CustomStringConvertible {
  /// IEEE single, little-endian.
  case float32
  /// IEEE double, little-endian.
  case float64
  /// Two's complement, 64 bits, little-endian.
  case int64
  /// Unsigned, 64 bits, little-endian.
  case uint64
  /// UTF-8 in `byteCount` bytes, padded at its end with zero bytes.
  case string(byteCount: Int)

  /// The size of an element in bytes.
  public var byteCount: Int {
    switch self {
    case .float32: 4
    case .float64, .int64, .uint64: 8
    case .string(let byteCount): byteCount
    }
  }

  /// The type's name in messages.
  public var description: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .int64: "int64"
    case .uint64: "uint64"
    case .string(let byteCount): "string[\(byteCount)]"
    }
  }
}

/// An array as it lies in a file: element type, shape, and the bytes in C order.
public struct Values: Sendable, Equatable {
  /// What each element is.
  public let type: ElementType
  /// The extent of each dimension, slowest first; empty for a scalar.
  public let shape: [Int]
  /// The elements, `type.byteCount` bytes each.
  public let bytes: ByteSlice

  /// An array over `bytes`; nil where their count is not the product of `shape` and the size of an
  /// element, or that product overflows, or an extent is negative.
  public init?(type: ElementType, shape: [Int], bytes: ByteSlice) {
    guard Values.byteCount(type: type, shape: shape) == bytes.count else { return nil }
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// The number of elements: the product of the extents, 1 for a scalar.
  public var count: Int { shape.reduce(1, *) }

  /// The bytes that an array of `shape` takes; nil where a product overflows or an extent is
  /// negative.
  public static func byteCount(type: ElementType, shape: [Int]) -> Int? {
    var total = type.byteCount
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      total = product
    }
    return total
  }
}
