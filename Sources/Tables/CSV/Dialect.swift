/// How a table's records and fields are told apart.
///
/// Given by the user, never guessed.
public struct Dialect: Sendable, Equatable {
  /// The byte between two fields.
  public let delimiter: UInt8

  /// Whether a field may stand in double quotes, with delimiters, line ends and doubled quotes inside.
  public let hasQuotes: Bool

  /// Comma-separated values as in RFC 4180.
  public static let csv = Dialect(delimiter: Byte.comma, hasQuotes: true)

  /// Tab-separated values, where a quote is a character as any other and a field holds no tab.
  public static let tsv = Dialect(delimiter: Byte.tab, hasQuotes: false)

  /// The dialect of a delimiter: ``tsv`` for a tab, else ``csv`` with that byte between the fields.
  ///
  /// Nil for a byte that numbers, quotes or line ends need: letters, digits, `+`, `-`, `.`, `"`,
  /// control characters other than a tab, and everything outside ASCII.
  public init?(delimiter: UInt8) {
    switch Unicode.Scalar(delimiter) {
    case "\t": self = .tsv
    case "+", "-", ".", "\"", "a"..."z", "A"..."Z", "0"..."9": return nil
    case " "..."~": self.init(delimiter: delimiter, hasQuotes: true)
    default: return nil
    }
  }

  private init(delimiter: UInt8, hasQuotes: Bool) {
    self.delimiter = delimiter
    self.hasQuotes = hasQuotes
  }
}

/// The bytes that mean something in a table.
enum Byte {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
}
