/// An option of a command with its value, to be pasted into a shell: sh, bash or zsh hand the command the same
/// value, whatever is in it.
public struct ShellOption: Sendable, CustomStringConvertible {
  /// `--name VALUE`, or `--name=VALUE` where the value looks like an option.
  public let description: String

  /// The option written as `spelling` (`--name`), with `value`.
  public init(_ spelling: String, _ value: String) {
    description =
      value.unicodeScalars.first == "-"
      ? "\(spelling)=\(value.shellWord)" : "\(spelling) \(value.shellWord)"
  }

  /// The option with a list of `items`.
  public init(_ spelling: String, items: [String]) {
    self.init(spelling, ItemList(items).description)
  }

  /// The option with the first of `items`, as many as a message has room for: some 700 bytes and 100 items, one at least.
  ///
  /// - Returns: the option, and `(the first 100 of 300)` behind a blank where items are left out, else nothing.
  public static func advice(
    _ spelling: String, items: some Collection<String>
  ) -> (option: ShellOption, rest: String) {
    var shown: [String] = []
    var size = 0
    for item in items.prefix(100) {
      size += ItemList([item]).description.shellWord.utf8.count + 1
      if size > 700, !shown.isEmpty { break }
      shown.append(item)
    }
    let rest = shown.count < items.count ? " (the first \(shown.count) of \(items.count))" : ""
    return (ShellOption(spelling, items: shown), rest)
  }
}

extension String {
  /// The text as one word of a shell (sh, bash, zsh), in quotes where it has to be, and without a character
  /// that a terminal would act on.
  public var shellWord: String {
    let scalars = unicodeScalars
    if scalars.contains(where: \.needsEscape) { return printfWord }
    let isPlain = !isEmpty && scalars.allSatisfy(\.isPlainInShells)
    return isPlain ? self : shellQuoted
  }

  /// The text as one word of a POSIX shell, in single quotes.
  public var shellQuoted: String {
    var text = "'"
    for scalar in unicodeScalars {
      if scalar == "'" { text += #"'\''"# } else { text.unicodeScalars.append(scalar) }
    }
    return text + "'"
  }

  /// The text as what `printf` prints, because dash has no `$'…'`.
  ///
  /// Line ends at its end, which a shell takes away from what a command prints, are the last character of `IFS`: it
  /// is a blank, a tab and a line end.
  private var printfWord: String {
    var printed = Substring(self).unicodeScalars
    while printed.last == "\n" { printed.removeLast() }
    var text = "\"$(printf '"
    for (i, scalar) in printed.enumerated() {
      let isSpecial = scalar == "'" || scalar == "!" || (i == 0 && scalar == "-")
      switch scalar {
      case "\\": text += "\\\\"
      case "%": text += "%%"
      case _ where isSpecial || scalar.needsEscape:
        for byte in String(scalar).pathBytes {
          let digits = String(byte, radix: 8)
          text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    let lineEnds = unicodeScalars.count - printed.count
    return text + "')" + String(repeating: "${IFS#??}", count: lineEnds) + "\""
  }
}

extension Unicode.Scalar {
  /// Whether the character means nothing to a shell, anywhere in a word.
  fileprivate var isPlainInShells: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ",", "/", ":", "@", "%", "+": true
    default: false
    }
  }
}
