extension CommandDescription {
  /// The manual page in roff, with the macros that every `man` knows; says the same as the help.
  var manPage: String {
    let arguments = positionals.map { place in
      place.isOptional ? " [\\fI\(place.name.roff)\\fP]" : " \\fI\(place.name.roff)\\fP"
    }
    var text = """
      .\\" Made by \(name) --man.
      .TH \(name.uppercased().roff) 1 "" "mlp \(version.roff)" "mlp"
      .SH NAME
      \(name.roff) \\- \(summary.roff)
      .SH SYNOPSIS
      .B \(name.roff)
      [\\fIOPTIONS\\fP]\(arguments.joined())
      .SH EXAMPLES

      """
    for example in examples {
      text += ".PP\n\(example.purpose.roffText):\n.PP\n.RS 4\n.nf\n\(example.line.roff)\n.fi\n.RE\n"
    }
    if !positionals.isEmpty { text += ".SH ARGUMENTS\n" }
    for place in positionals { text += entry("\\fI\(place.name.roff)\\fP", place.help) }
    text += ".SH OPTIONS\n"
    for section in sections {
      text += ".SS \(section.title.roff)\n"
      for option in section.options {
        let spellings = option.spellings.map { "\\fB\($0.roff)\\fP" }.joined(separator: ", ")
        text += entry(
          spellings + (option.value.map { " \\fI\($0.roff)\\fP" } ?? ""), option.fullHelp)
      }
    }
    text += ".SH REPETITION AND LISTS\n"
    for paragraph in repetitionHelp { text += ".PP\n\(paragraph.roffText)\n" }
    text += ".SH CONFIGURATION FILE\n"
    for paragraph in Self.configurationHelp { text += ".PP\n\(paragraph.roffText)\n" }
    text += ".SH EXIT STATUS\n"
    for code in ExitCode.allCases { text += entry("\\fB\(code.rawValue)\\fP", code.meaning) }
    text += ".SH ENVIRONMENT\n"
    text += entry("\\fBNO_COLOR\\fP", "Where it is set and not empty, nothing is coloured.")
    text += entry("\\fBTERM\\fP", "Where it is `dumb`, nothing is coloured and no line redrawn.")
    let others = related.filter { $0 != name }.map { "\\fB\($0.roff)\\fP(1)" }
    if !others.isEmpty { text += ".SH SEE ALSO\n\(others.joined(separator: ", "))\n" }
    return text
  }

  private func entry(_ term: String, _ explanation: String) -> String {
    ".TP\n\(term)\n\(explanation.roffText)\n"
  }

  /// What `--config` reads, in paragraphs.
  private static let configurationHelp = [
    """
    The file that `--config` names has lines `name = value`, where the name is that of an option \
    without its dashes. A flag's value is `true` or `false`. An option of the command line replaces that of \
    the file, lists too; a flag is switched off by `--flag=false`. Paths are taken from the folder that the \
    command runs in.
    """,
    """
    A `#` begins a comment, at the beginning of a line or behind a value and a blank; a value may begin \
    with one, as a column's place `#3` does. Quotes around a whole value are taken away, except of a list, \
    which is written as on the command line: its quotes are around items. An option that may be given again \
    may have several lines.
    """,
  ]
}

extension String {
  /// The text so that roff shows it as it stands.
  fileprivate var roff: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\\": text += "\\e"
      case "-": text += "\\-"
      case "\"": text += "\\(dq"
      case "'": text += "\\(aq"
      case "`": text += "\\(ga"
      case "^": text += "\\(ha"
      case "~": text += "\\(ti"
      case "\n": text += " "
      case _ where scalar.isASCII: text.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    // A dot at the beginning of a line would make it a macro.
    return text.first == "." ? "\\&" + text : text
  }

  /// The same for prose, where what stands between backquotes is meant to the letter.
  fileprivate var roffText: String {
    split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset % 2 == 1 ? "\\fB\(String($0.element).roff)\\fP" : String($0.element).roff }
      .joined()
  }
}
