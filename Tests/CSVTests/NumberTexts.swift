import TestSupport

/// Decimal texts of floats' neighbourhood.
enum NumberTexts {
  /// Shortest texts of floats and doubles, fixed decimals, digits with points and exponents anywhere, and
  /// points half-way between two floats.
  static func random(_ generator: inout SplitMix64) -> String {
    let bits = generator.next()
    let sign = bits & 1 == 0 ? "" : "-"
    switch generator.next() % 8 {
    case 0: return "\(normal(UInt32(truncatingIfNeeded: bits)))"
    case 1: return "\(Double(normal(UInt32(truncatingIfNeeded: bits))))"
    case 2: return sign + "\(Double(bits >> 11) / 9_007_199_254_740_992)"
    case 3: return sign + "\(bits % 256)"
    case 4: return sign + "\(bits % 1_000_000)." + digits(bits >> 20, Int(bits >> 50) % 24)
    case 5: return sign + "\(bits >> (bits % 64))e\(Int(bits >> 40) % 50 - 30)"
    case 6: return sign + digits(bits, Int(bits >> 50) % 30) + "." + digits(~bits, 3)
    default:
      let number = abs(normal(UInt32(truncatingIfNeeded: bits)))
      return sign + "\((Double(number) + Double(number.nextUp)) / 2)"
    }
  }

  private static func normal(_ bits: UInt32) -> Float {
    // Mostly near 1, where tables are.
    let exponent = bits & 7 == 0 ? bits >> 23 & 0xFF : 110 + bits >> 23 & 0x1F
    let number = Float(bitPattern: bits & 0x807F_FFFF | min(exponent, 253) << 23)
    return number
  }

  private static func digits(_ seed: UInt64, _ count: Int) -> String {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in "\(generator.next() % 10)" }.joined()
  }
}
