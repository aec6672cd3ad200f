import Storage

/// The element types that weights can have; all are little-endian.
package enum SafetensorsType: String {
  case float64 = "F64"
  case float32 = "F32"
  /// IEEE half: 5 bits of exponent, 10 of fraction.
  case float16 = "F16"
  /// The upper half of a float32.
  case bfloat16 = "BF16"

  package var byteCount: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// Element `index` of `data`, exactly; NaN outside of it.
  func number(_ index: Int, of data: RawSpan) -> Double {
    let offset = index * byteCount
    return switch self {
    case .float64: data.double(at: offset) ?? .nan
    case .float32: Double(data.float(at: offset) ?? .nan)
    case .float16: widened(half: data.integer(UInt16.self, at: offset) ?? 0x7E00)
    case .bfloat16:
      Double(Float(bitPattern: UInt32(data.integer(UInt16.self, at: offset) ?? 0x7FC0) << 16))
    }
  }
}

/// The value of an IEEE half.
func widened(half bits: UInt16) -> Double {
  let fraction = Double(bits & 0x3FF)
  let magnitude: Double =
    switch bits >> 10 & 0x1F {
    case 0: fraction * 0x1p-24
    case 31: fraction == 0 ? .infinity : .nan
    case let exponent:
      (1024 + fraction) * Double(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
    }
  return bits >> 15 == 0 ? magnitude : -magnitude
}
