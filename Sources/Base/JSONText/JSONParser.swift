import Text

extension JSON {
  /// Reads one JSON text (RFC 8259), strictly: UTF-8, no name twice in an object, nothing behind it.
  ///
  /// `NaN`, `Infinity` and `-Infinity` are numbers here, because Python writes them. An integer that
  /// `Int` cannot hold is a ``number(_:)``.
  ///
  /// - Throws: ``JSONError``.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    guard bytes.count <= limits.bytes else {
      throw JSONError(offset: 0, reason: .size(limit: limits.bytes))
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONError(offset: 0, reason: .text)
    }
    var parser = JSONParser(bytes: bytes, limits: limits)
    self = try parser.document()
  }
}

/// Where the parser is in a text.
private struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  var offset = 0
  var valueCount = 0

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipBlanks()
    guard offset == bytes.count else { throw unexpected("the end") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth <= limits.depth else { throw error(.depth(limit: limits.depth)) }
    valueCount += 1
    guard valueCount <= limits.values else { throw error(.values(limit: limits.values)) }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      return takeWord("-Infinity") ? .number(-.infinity) : try number()
    default: break
    }
    if takeWord("null") { return .null }
    if takeWord("true") { return .bool(true) }
    if takeWord("false") { return .bool(false) }
    if takeWord("NaN") { return .number(.nan) }
    if takeWord("Infinity") { return .number(.infinity) }
    throw unexpected("a value")
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    var members: [JSON.Member] = []
    var names: Set<TextKey> = []
    offset += 1
    skipBlanks()
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      let start = offset
      guard next == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
      let name = try string()
      guard let key = TextKey(name: name) else {
        throw JSONError(offset: start, reason: .name(limit: TextKey.nameByteLimit))
      }
      guard names.insert(key).inserted else {
        throw JSONError(offset: start, reason: .duplicateName(name))
      }
      skipBlanks()
      guard take(":") else { throw unexpected("a colon") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw unexpected("a comma or a closing brace") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    var values: [JSON] = []
    offset += 1
    skipBlanks()
    if take("]") { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw unexpected("a comma or a closing bracket") }
    return .array(values)
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = offset
    _ = take("-")
    if !take("0") { guard takeDigits() else { throw unexpected("a digit") } }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard takeDigits() else { throw unexpected("a digit") }
    }
    if take("e") || take("E") {
      isInteger = false
      _ = take("+") || take("-")
      guard takeDigits() else { throw unexpected("a digit") }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text) else { throw unexpected("a number") }
    return .number(number)
  }

  private mutating func string() throws(JSONError) -> String {
    offset += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += String(try escape()).utf8
      case 0x00..<0x20: throw unexpected("no control character in a text")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw unexpected("a closing quote")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    offset += 1
    let byte = next
    offset += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default:
      offset -= 1
      throw unexpected("an escape of JSON")
    }
  }

  /// The character of one or, above U+FFFF, two escapes of four digits.
  private mutating func codePoint() throws(JSONError) -> Unicode.Scalar {
    let high = try fourDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, take("\\"), take("u") else { throw unexpected("the rest of a character") }
    let low = try fourDigits()
    guard 0xDC00..<0xE000 ~= low,
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw unexpected("the rest of a character") }
    return scalar
  }

  private mutating func fourDigits() throws(JSONError) -> UInt32 {
    let digits = bytes[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    offset += 4
    return value
  }

  // MARK: Bytes

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  private mutating func takeDigits() -> Bool {
    let start = offset
    while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
    return offset > start
  }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  private func error(_ reason: JSONError.Reason) -> JSONError {
    JSONError(offset: offset, reason: reason)
  }

  private func unexpected(_ expected: String) -> JSONError {
    error(.unexpected(expected: expected))
  }
}
