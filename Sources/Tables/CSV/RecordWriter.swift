import Text

/// Writes records of a dialect as bytes, to be taken away and begun anew as the caller likes.
public struct RecordWriter: Sendable {
  /// The dialect that is written.
  public let dialect: Dialect

  /// What was written since the last ``removeAll()``.
  public private(set) var bytes: [UInt8] = []

  private var fieldStart = 0
  private var fieldCount = 0

  /// A writer of that dialect; lines end in a line feed.
  public init(_ dialect: Dialect) {
    self.dialect = dialect
  }

  /// Appends a field of text, in quotes where it needs them.
  ///
  /// - Throws: ``UnwritableText`` where the dialect has no quotes and the text needs them.
  public mutating func append(_ text: Span<UInt8>) throws(UnwritableText) {
    beginField()
    if !needsQuotes(text) {
      bytes.append(copying: text)
    } else if dialect.hasQuotes {
      bytes.append(Byte.quote)
      for i in text.indices {
        if text[i] == Byte.quote { bytes.append(Byte.quote) }
        bytes.append(text[i])
      }
      bytes.append(Byte.quote)
    } else {
      throw UnwritableText(text: String(decoding: [UInt8](copying: text), as: UTF8.self))
    }
  }

  /// Appends a field of text, in quotes where it needs them.
  ///
  /// - Throws: ``UnwritableText`` where the dialect has no quotes and the text needs them.
  public mutating func append(_ text: String) throws(UnwritableText) {
    try append(text.utf8.span)
  }

  /// Appends a number: the shortest text that reads back the same, or with `digits` significant
  /// digits.
  public mutating func append(_ number: Float, digits: Int? = nil) {
    beginField()
    bytes.append(number: number, digits: digits)
  }

  /// Appends numbers, each a field.
  public mutating func append(_ numbers: Span<Float>, digits: Int? = nil) {
    guard !numbers.isEmpty else { return }
    beginField()
    bytes.append(numbers: numbers, delimiter: dialect.delimiter, digits: digits)
    fieldCount += numbers.count - 1
  }

  /// Appends a whole number.
  public mutating func append(_ number: Int) {
    beginField()
    bytes.append(contentsOf: String(number).utf8)
  }

  /// Appends a field without anything in it.
  public mutating func appendEmpty() { beginField() }

  /// Ends the record.
  ///
  /// A record of one empty field is written as `""`, because an empty line is none.
  public mutating func endRecord() {
    if fieldCount == 1, bytes.count == fieldStart, dialect.hasQuotes {
      bytes.append(contentsOf: [Byte.quote, Byte.quote])
    }
    bytes.append(Byte.lineFeed)
    fieldCount = 0
  }

  /// Drops the written bytes and keeps their memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func beginField() {
    if fieldCount > 0 { bytes.append(dialect.delimiter) }
    fieldStart = bytes.count
    fieldCount += 1
  }

  private func needsQuotes(_ text: Span<UInt8>) -> Bool {
    for i in text.indices {
      switch text[i] {
      case dialect.delimiter, Byte.lineFeed, Byte.carriageReturn: return true
      case Byte.quote where dialect.hasQuotes: return true
      default: break
      }
    }
    return false
  }
}

/// Text with a tab or a line end in it, which a table without quotes cannot hold.
public struct UnwritableText: Error, Equatable, CustomStringConvertible {
  /// The text.
  public let text: String

  /// One line for a person.
  public var description: String {
    "found \(Excerpt(text)), expected text without tabs and line ends as TSV has no quotes; write CSV"
  }
}
