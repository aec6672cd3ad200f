// Numbers and texts as C has them.

extension Float {
  /// The number as a hexadecimal constant of C, which is exact; it must be finite.
  var cConstant: String { hexadecimal + "f" }
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
}
