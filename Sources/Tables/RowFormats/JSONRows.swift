import CSV
import JSONText
import Text

/// Rows as JSON lines: an object each, with a named member for every field.
///
/// Text that was read from a table is a string as it stood there, also where it looks like a number.
/// Numbers are the shortest texts that read back the same float. JSON has none for NaN and infinity:
/// they are `null`, as is what there is none of.
public struct JSONRows: RowWriter {
  private var bytes: [UInt8] = []
  private let digits: Int?
  /// What stands in front of each field's value: a brace or a comma, the name, a colon.
  private let keys: [UInt8]
  /// Where each of them ends.
  private let keyEnds: [Int]
  private var field = 0

  /// Whether text can be written beside numbers: it can.
  public static var holdsText: Bool { true }

  /// A writer of rows with these names, all different; numbers may have `digits` significant digits.
  public init(names: [String], digits: Int? = nil) {
    self.digits = digits
    var keys: [UInt8] = []
    var ends: [Int] = []
    ends.reserveCapacity(names.count)
    for (i, name) in names.enumerated() {
      keys += i == 0 ? Self.firstKey(names) : Array(",\(JSON.string(name).text):".utf8)
      ends.append(keys.count)
    }
    (self.keys, keyEnds) = (keys, ends)
  }

  /// What every row with these names begins with: a brace and the first name.
  public static func firstKey(_ names: [String]) -> [UInt8] {
    names.first.map { Array("{\(JSON.string($0).text):".utf8) } ?? []
  }

  /// Appends a field of text that was read from a table, as a string.
  public mutating func append(_ text: Span<UInt8>) throws(UnwritableText) {
    beginField()
    append(string: text)
  }

  /// Appends a field that holds a name, as a string; `null` for none.
  public mutating func append(name: String?) throws(UnwritableText) {
    beginField()
    append(string: name)
  }

  /// Appends the names as an array of strings.
  public mutating func append(names: [String]?) throws(UnwritableText) {
    beginField()
    guard let names else { return append("null") }
    bytes.append(UInt8(ascii: "["))
    for (i, name) in names.enumerated() {
      if i > 0 { bytes.append(UInt8(ascii: ",")) }
      append(string: name)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Appends a whole number; `null` for none.
  public mutating func append(index: Int?) {
    beginField()
    append(index.map(String.init) ?? "null")
  }

  /// Appends a number; `null` where it is not finite.
  public mutating func append(number: Float) {
    beginField()
    if number.isFinite {
      bytes.append(number: number, digits: digits)
    } else {
      append("null")
    }
  }

  /// Appends numbers, each a field.
  public mutating func append(numbers: Span<Float>) {
    for i in numbers.indices { append(number: numbers[i]) }
  }

  /// Ends the row.
  public mutating func endRow() {
    append(field == 0 ? "{}\n" : "}\n")
    field = 0
  }

  /// Calls `body` with what was written since the last ``removeAll()``.
  public func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
    unsafe try body(bytes.span.bytes)
  }

  /// Drops the written bytes and keeps their memory.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func beginField() {
    precondition(field < keyEnds.count, "a row has more fields than names")
    let start = field == 0 ? 0 : keyEnds[field - 1]
    let keys = keys
    bytes.append(copying: keys.span.extracting(start..<keyEnds[field]))
    field += 1
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(string: String?) {
    guard let string else { return append("null") }
    append(string: string.utf8.span)
  }

  private mutating func append(string text: Span<UInt8>) {
    // What needs no escape, which is most of what there is, needs no detour.
    var isPlain = true
    for i in text.indices {
      switch text[i] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): isPlain = false
      case 0x20...0x7E: break
      default: isPlain = false
      }
    }
    if isPlain {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(copying: text)
      bytes.append(UInt8(ascii: "\""))
    } else {
      append(JSON.string(String(decoding: [UInt8](copying: text), as: UTF8.self)).text)
    }
  }
}
