// A file's name is bytes, most often UTF-8 but of any kind: text in which every one of them stands for itself is how
// paths go through the program. U+10FE80 to U+10FEFF, among the last characters for private use, are a byte of 80 to FF that is no
// part of UTF-8. A name that has such a character itself has its four bytes so.

extension String {
  /// The text of a path of those bytes; other bytes have another text.
  ///
  /// - Complexity: O(bytes).
  public init(pathBytes: [UInt8]) {
    if let text = String(validating: pathBytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { $0.pathByte != nil })
    {
      self = text
      return
    }
    var text = String.UnicodeScalarView()
    var rest = pathBytes[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      if let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first,
        scalar.pathByte == nil
      {
        text.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        text.append(Unicode.Scalar(pathByte: first))
        rest = rest.dropFirst()
      }
    }
    self = String(text)
  }

  /// The bytes of the path that this is the text of.
  ///
  /// - Complexity: O(bytes).
  public var pathBytes: [UInt8] {
    guard unicodeScalars.contains(where: { $0.pathByte != nil }) else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in
      scalar.pathByte.map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// The text that this is where it was no path that was given; nil where its bytes are no UTF-8.
  ///
  /// - Complexity: O(bytes).
  public var withoutPathBytes: String? { String(validating: pathBytes, as: UTF8.self) }
}

extension Unicode.Scalar {
  /// The byte of a path, which is no part of UTF-8, that this stands for; nil for other characters.
  public var pathByte: UInt8? {
    (0x10FE80...0x10FEFF).contains(value) ? UInt8(truncatingIfNeeded: value) : nil
  }

  /// What stands for a byte of 80 or more.
  fileprivate init(pathByte: UInt8) {
    self = Unicode.Scalar(0x10FE00 | UInt32(pathByte)) ?? "\u{FFFD}"
  }
}
