extension String {
  /// The text with every character that could move a terminal's cursor, change its colours, break
  /// the line or reorder it, that only looks like a blank or is none, written as an escape: `\n`, `\r`, `\t`,
  /// `\u{1B}`, `\u{A0}`, `\u{FFFE}`; a byte of a path that is no UTF-8 as `\xE9`.
  ///
  /// Whatever comes from a file or a command line is shown through this. Doing it twice does no more
  /// than once.
  public var printable: String {
    unicodeScalars.contains(where: \.needsEscape)
      ? unicodeScalars.reduce(into: "") { $0 += $1.printable } : self
  }
}

extension String {
  /// The lines of the text as a terminal may show them: ``printable``, but for line feeds, tabs and blanks of any kind.
  public var printableLines: String {
    func isShown(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "\n" || scalar == "\t" || !scalar.isUnprintable
    }
    if unicodeScalars.allSatisfy(isShown) { return self }
    return unicodeScalars.reduce(into: "") { $0 += isShown($1) ? String($1) : $1.printable }
  }
}

extension Unicode.Scalar {
  /// The character or, where it is none that may be printed, its escape.
  var printable: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where pathByte != nil: "\\x\(String(value & 0xFF, radix: 16, uppercase: true))"
    case _ where needsEscape: "\\u{\(String(value, radix: 16, uppercase: true))}"
    default: String(self)
    }
  }

  /// Whether the character could move a terminal's cursor, change its colours, break the line or
  /// reorder it, or is none at all (U+FFFE, U+FFFF and others of Unicode's noncharacters), which no page may have.
  public var isUnprintable: Bool {
    // Most text is of these, and the table of properties takes its time.
    if isASCII { return value < 0x20 || value == 0x7F }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    case .unassigned: properties.isNoncharacterCodePoint
    default: false
    }
  }

  /// Whether the character is shown as an escape: it is no printable one, or only looks like a blank.
  var needsEscape: Bool { isUnprintable || isOtherBlank || pathByte != nil }

  /// Whether the character is a blank that is not the usual one.
  private var isOtherBlank: Bool { !isASCII && properties.generalCategory == .spaceSeparator }
}
