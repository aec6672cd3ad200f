import Storage

// What the parser does with bytes besides loading integers. The only file here that touches pointers.

/// The text of bytes that are ASCII.
func text(_ bytes: RawSpan) -> String {
  unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
}

extension RawSpan {
  /// Whether these are the bytes `expected`.
  func isEqual(to expected: [UInt8]) -> Bool { unsafe isEqual(to: expected.span.bytes) }

  /// The bytes in hexadecimal for a message, at most 24 of them.
  var hexadecimal: String {
    let most = 24
    var digits = "0x"
    for i in 0..<Swift.min(byteCount, most) {
      let byte = integer(UInt8.self, at: i) ?? 0
      digits += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return byteCount > most ? "\(digits)… (\(byteCount) bytes)" : digits
  }
}

extension [UInt8] {
  /// The bytes in hexadecimal for a message.
  var hexadecimal: String { unsafe span.bytes.hexadecimal }
}
