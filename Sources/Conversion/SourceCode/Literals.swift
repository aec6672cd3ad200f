// Numbers and names as C and Swift both have them, without a loss and without a locale.

extension Float {
  /// The number in hexadecimal, which is exact; it must be finite.
  var hexadecimal: String {
    let exponent = Int(bitPattern >> 23 & 0xFF)
    let digits = String((bitPattern & 0x7F_FFFF) << 1, radix: 16)
    let fraction = String(repeating: "0", count: 6 - digits.count) + digits
    let sign = sign == .minus ? "-" : ""
    if bitPattern << 1 == 0 { return sign + "0.0" }
    return exponent == 0
      ? "\(sign)0x0.\(fraction)p-126" : "\(sign)0x1.\(fraction)p\(exponent - 127)"
  }
}

extension String {
  /// The text as an identifier: ASCII letters, digits and underscores, a letter first.
  var identifier: String {
    let name = unicodeScalars.map { scalar -> String in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": String(scalar)
      default: "_"
      }
    }.joined()
    guard let first = name.first, first.isLetter else { return "m_" + name }
    return name
  }
}
