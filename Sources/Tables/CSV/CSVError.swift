/// Bytes that are not a table in the given dialect: which file, which line, what is wrong there.
public struct CSVError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Fault: Equatable, Sendable {
    /// The file begins with the byte order mark of UTF-16 or UTF-32.
    case notUTF8
    /// A record has another number of fields than the first one.
    case fieldCount(found: Int, expected: Int)
    /// The first record has more fields than a table may have columns.
    case manyColumns(found: Int, limit: Int)
    /// A line without any field, followed by one that has some.
    case emptyLine
    /// A quote inside a field that does not begin with one.
    case strayQuote(field: Int)
    /// Something other than a delimiter or a line end after a field's closing quote.
    case textAfterQuote(field: Int)
    /// A quote that nothing closes before the end of the file or of the longest record.
    case unclosedQuote(field: Int)
    /// A carriage return that no line feed follows.
    case bareCarriageReturn
    /// A record of more bytes than are kept in memory.
    case recordTooLong(limit: Int)

    /// Whether the fault is one record's alone: where the next one begins is beyond doubt.
    ///
    /// Behind a quote out of place or a lone carriage return it is not: any line end from there on may
    /// stand inside a field, or be missing.
    public var isOfOneRecord: Bool {
      switch self {
      case .fieldCount, .emptyLine: true
      case .notUTF8, .strayQuote, .textAfterQuote, .unclosedQuote, .bareCarriageReturn,
        .recordTooLong, .manyColumns:
        false
      }
    }
  }

  /// What the table is called in messages.
  public let file: String
  /// The physical line, from 1: of the fault, or for an unclosed quote of that quote.
  public let line: Int
  /// What is wrong.
  public let fault: Fault

  /// One line for a person.
  public var description: String { "\(file):\(line): \(fault)" }
}

extension CSVError.Fault: CustomStringConvertible {
  /// What is wrong, what was expected, and what to do; fields are counted from 1.
  public var description: String {
    switch self {
    case .notUTF8:
      "found a UTF-16 or UTF-32 byte order mark, expected UTF-8 text; save the table as UTF-8"
    case .fieldCount(let found, let expected):
      """
      found \(found) \(found == 1 ? "field" : "fields"), expected \(expected) as in the first \
      record; mend the line, or quote a field that holds the delimiter
      """
    case .manyColumns(let found, let limit):
      "found \(found) columns, expected at most \(limit); check the delimiter, or leave some out of the table"
    case .emptyLine:
      "found an empty line above a record, expected none; remove it"
    case .strayQuote(let field):
      """
      column #\(field): found a quote inside the field, expected quotes around it too; quote the \
      whole field and double the quotes inside it
      """
    case .textAfterQuote(let field):
      """
      column #\(field): found text after the closing quote, expected a delimiter or the end of the \
      line; double the quotes inside the field
      """
    case .unclosedQuote(let field):
      """
      column #\(field): found a quote that nothing closes in the file or in the \(Block.recordLimit) bytes that a \
      record may have, expected one more; close it, or double it in a quoted field
      """
    case .bareCarriageReturn:
      "found a carriage return alone, expected LF or CRLF; save the table with such line ends"
    case .recordTooLong(let limit):
      "found a record of more than \(limit) bytes, expected a shorter one; check quotes and line ends"
    }
  }
}
