import Text

/// A JSON value (RFC 8259) to be written; members of an object keep their order.
public enum JSON: Sendable, Equatable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// An integer.
  case integer(Int)
  /// A number; `null` where it is not finite, because JSON has no text for that.
  case number(Double)
  /// A single-precision number, in the fewest digits that read back as the same `Float`.
  case float(Float)
  /// A text.
  case string(String)
  /// The text of a path; a byte that is no UTF-8 is a lone surrogate from `\udc80` on, as in Python's file names.
  case path(String)
  /// Values in order.
  case array([JSON])
  /// Named values in order.
  case object([Member])

  /// A named value of an object.
  public struct Member: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSON

    /// A named value.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The value on one line, without spaces, and without characters that a terminal would act on: those
  /// are escaped, which changes no value.
  ///
  /// - Complexity: O(length of the result).
  public var text: String {
    var text = ""
    append(to: &text)
    return text
  }

  /// Appends the value to `text`, on one line, without spaces.
  public func append(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += value.description
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .float(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): JSON.append(value, to: &text)
    case .path(let value): JSON.append(value, isPath: true, to: &text)
    case .array(let values):
      text += "["
      for (i, value) in values.enumerated() {
        if i > 0 { text += "," }
        value.append(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { text += "," }
        JSON.append(member.name, to: &text)
        text += ":"
        member.value.append(to: &text)
      }
      text += "}"
    }
  }

  private static func append(_ string: String, isPath: Bool = false, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where isPath && scalar.pathByte != nil:
        text += "\\udc" + String(scalar.value & 0xFF, radix: 16)
      case _ where scalar.isUnprintable:
        for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByIntegerLiteral
{
  /// An object whose members stand in the order of the literal.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }

  /// An array.
  public init(arrayLiteral values: JSON...) { self = .array(values) }

  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }

  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
}
