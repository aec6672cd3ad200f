// Texts and numbers as Swift has them.

extension String {
  /// The text as a string literal of Swift: printable ASCII, everything else as escapes.
  var swiftLiteral: String {
    unicodeScalars.reduce(into: "\"") { literal, scalar in
      switch scalar {
      case "\"", "\\": literal += "\\\(scalar)"
      case " "..."~": literal.unicodeScalars.append(scalar)
      default: literal += "\\u{\(String(scalar.value, radix: 16))}"
      }
    } + "\""
  }

  /// The text as the name of a Swift type.
  var swiftTypeName: String {
    let name = identifier
    let capital = name.prefix(1).uppercased() + name.dropFirst()
    return Self.takenNames.contains(capital) ? capital + "Model" : capital
  }

  /// Words of the language, and the types that the exported code uses by name.
  private static let takenNames: Set<String> = [
    "Any", "Array", "Bool", "Double", "Float", "Int", "Protocol", "Self", "String", "Swift", "Type",
    "UInt32", "UInt64",
  ]
}

extension [Float] {
  /// The numbers' bytes, little-endian, as base64 (RFC 4648), in lines of `length` characters.
  func base64Lines(of length: Int) -> [String] {
    let digits = [UInt8](
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var lines: [String] = []
    var line: [UInt8] = []
    func end() {
      lines.append(String(decoding: line, as: UTF8.self))
      line.removeAll(keepingCapacity: true)
    }
    var (bits, count): (UInt32, UInt32) = (0, 0)
    func append(_ byte: UInt8) {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        line.append(digits[Int(bits >> count & 63)])
        if line.count == length { end() }
      }
    }
    for number in self {
      for shift: UInt32 in [0, 8, 16, 24] {
        append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
      }
    }
    if count > 0 { line.append(digits[Int(bits << (6 - count) & 63)]) }
    // As many characters as make whole groups of three bytes.
    while line.count % 4 != 0 { line.append(UInt8(ascii: "=")) }
    if !line.isEmpty { end() }
    return lines
  }
}
