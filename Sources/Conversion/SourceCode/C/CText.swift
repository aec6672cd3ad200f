// Numbers and texts as C has them, without a loss and without a locale.

extension Float {
  /// The number as a hexadecimal constant of C, which is exact; it must be finite.
  var cConstant: String {
    let exponent = Int(bitPattern >> 23 & 0xFF)
    let digits = String((bitPattern & 0x7F_FFFF) << 1, radix: 16)
    let fraction = String(repeating: "0", count: 6 - digits.count) + digits
    let sign = sign == .minus ? "-" : ""
    if bitPattern << 1 == 0 { return sign + "0.0f" }
    return exponent == 0
      ? "\(sign)0x0.\(fraction)p-126f" : "\(sign)0x1.\(fraction)p\(exponent - 127)f"
  }
}

extension String {
  /// The text as a string literal of C: printable ASCII, everything else as octal escapes of its UTF-8.
  var cLiteral: String {
    utf8.reduce(into: "\"") { literal, byte in
      switch byte {
      // A question mark may begin a trigraph.
      case 0x20..<0x7F where ![0x22, 0x3F, 0x5C].contains(byte):
        literal.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    } + "\""
  }

  /// The text as an identifier of C: letters, digits and underscores, a letter first.
  var cIdentifier: String {
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
