extension JSON {
  /// The member of that name of an object; nil where there is none, where it is `null`, or where this is
  /// no object.
  public subscript(name: String) -> JSON? {
    guard let value = member(name), value != .null else { return nil }
    return value
  }

  /// The member of that name of an object, `null` too; nil where there is none, or where this is no object.
  public func member(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    // By bytes, as RFC 8259, 8.3 has it: a stranger's name may take long to normalize.
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The values of an array; nil for anything else.
  public var values: [JSON]? {
    if case .array(let values) = self { values } else { nil }
  }

  /// The text; nil for anything else.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value; nil for anything else.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The integer; nil for anything else.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number, integers among them; nil for anything else.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .float(let value): Double(value)
    default: nil
    }
  }
}
