/// Items between commas, as every option of the commands takes a list.
///
/// Blanks around an item are ignored. An item that begins with a double quote is a JSON string (RFC 8259):
/// a comma in it is part of it, and `\"`, `\\`, `\n`, `\u00A0` are what they are in JSON. Any other item ends
/// before the next comma and stands for itself, quotes and backslashes within it too. No item is empty
/// unless it is in quotes.
public struct ItemList: Sendable, Equatable, CustomStringConvertible {
  /// One item.
  public struct Item: Sendable, Equatable {
    /// What it stands for.
    public let text: String
    /// Whether it was in quotes, and so is no word with a meaning of its own, such as `all`.
    public let isQuoted: Bool
  }

  /// Why a text is no list: what was found, and what was expected.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    /// Goes behind the name of what has the list.
    public let description: String
  }

  /// The items, in their order.
  public let items: [Item]

  /// The texts of the items.
  public var texts: [String] { items.map(\.text) }

  /// A list of those texts, each in quotes where it has to be.
  public init(_ texts: [String]) {
    items = texts.map { Item(text: $0, isQuoted: $0.needsQuotes) }
  }

  /// The list that `text` is.
  ///
  /// - Throws: ``Fault``.
  /// - Complexity: O(length of `text`).
  public init(parsing text: String) throws(Fault) {
    var parser = ItemParser(text)
    items = try parser.items()
  }

  /// The list as it is parsed, without a character that a terminal would act on: those are escaped.
  ///
  /// - Complexity: O(length of the items).
  public var description: String {
    items.map { $0.isQuoted || $0.text.needsQuotes ? $0.text.jsonQuoted : $0.text }
      .joined(separator: ",")
  }
}

/// Where the parser is in a list.
///
/// It works on scalars: a combining mark behind a comma does not hide the comma.
private struct ItemParser {
  private let text: String
  private let scalars: String.UnicodeScalarView
  private var position: String.Index

  init(_ text: String) {
    self.text = text
    scalars = text.unicodeScalars
    position = scalars.startIndex
  }

  private var next: Unicode.Scalar? { position < scalars.endIndex ? scalars[position] : nil }

  private mutating func pop() -> Unicode.Scalar? {
    guard let next else { return nil }
    position = scalars.index(after: position)
    return next
  }

  mutating func items() throws(ItemList.Fault) -> [ItemList.Item] {
    var items = [try item()]
    while pop() != nil { items.append(try item()) }  // The comma that ended the item.
    return items
  }

  private mutating func item() throws(ItemList.Fault) -> ItemList.Item {
    skipBlanks()
    guard next == "\"" else { return try plain() }
    let text = try quoted()
    let end = position
    skipBlanks()
    guard next == nil || next == "," else {
      let rest = Excerpt(String(scalars[end...].prefix { $0 != "," }))
      throw ItemList.Fault(
        description: "found \(rest) behind a closing quote, expected a comma or the end; quotes go "
          + #"around the whole item, and a quote within is \""#)
    }
    return ItemList.Item(text: text, isQuoted: true)
  }

  private mutating func plain() throws(ItemList.Fault) -> ItemList.Item {
    let start = position
    while let next, next != "," { position = scalars.index(after: position) }
    var item = scalars[start..<position]
    while let last = item.last, last.isBlankAroundItems { item.removeLast() }
    guard !item.isEmpty else {
      throw ItemList.Fault(
        description: "found \(Excerpt(text, limit: 80)), expected a list a,b,… without empty items")
    }
    return ItemList.Item(text: String(item), isQuoted: false)
  }

  private mutating func skipBlanks() {
    while let next, next.isBlankAroundItems { position = scalars.index(after: position) }
  }

  /// A JSON string; characters that JSON wants escaped may stand as they are.
  private mutating func quoted() throws(ItemList.Fault) -> String {
    let start = position
    _ = pop()
    var item = String.UnicodeScalarView()
    while let scalar = pop() {
      switch scalar {
      case "\"": return String(item)
      case "\\": item.append(try escaped())
      default: item.append(scalar)
      }
    }
    throw ItemList.Fault(
      description:
        "found \(Excerpt(String(scalars[start...]))) without a closing quote, expected one")
  }

  private mutating func escaped() throws(ItemList.Fault) -> Unicode.Scalar {
    let escape = pop()
    switch escape {
    case "\"", "\\", "/": return escape ?? "\\"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      if let unit = codeUnit() {
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // The second half of a pair, as JSON writes what is above U+FFFF.
        if unit < 0xDC00, pop() == "\\", pop() == "u", let low = codeUnit(),
          (0xDC00...0xDFFF).contains(low),
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
          return scalar
        }
      }
    default: break
    }
    throw ItemList.Fault(
      description: "found a backslash in quotes and behind it what is no escape, expected one of "
        + #"\" \\ \/ \b \f \n \r \t \u0000"#)
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() -> UInt32? {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let scalar = pop(), scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
        return nil
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}

extension Unicode.Scalar {
  /// Whether the character is ignored around an item.
  fileprivate var isBlankAroundItems: Bool {
    self == " " || self == "\t" || self == "\n" || self == "\r"
  }
}

extension String {
  /// Whether the text as an item has to be in quotes: to be itself, and to be printable.
  fileprivate var needsQuotes: Bool {
    let scalars = unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return true }
    return first == "\"" || first == " " || last == " "
      || scalars.contains { $0 == "," || $0.needsEscape }
  }

  /// The text as a JSON string, all of it printable.
  fileprivate var jsonQuoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.needsEscape:
        for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
          let digits = String(unit, radix: 16, uppercase: true)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
