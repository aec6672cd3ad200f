extension CommandDescription {
  /// The text that `--help` prints: at most 80 columns wide, unless an example is wider.
  public var help: String {
    let places = positionals.map { $0.isOptional ? " [\($0.name)]" : " \($0.name)" }.joined()
    var text = "\(name) - \(summary)\n\nUsage: \(name) [OPTIONS]\(places)\n"
    text += "\nExamples:\n"
    for example in examples {
      text += "  # \(example.purpose)\n  \(example.line)\n"
    }
    if !positionals.isEmpty { text += "\nArguments:\n" }
    for positional in positionals {
      text += entry(positional.name, positional.help)
    }
    for section in sections {
      text += "\n\(section.title):\n"
      for option in section.options { text += entry(option.usage, option.fullHelp) }
    }
    text += "\nExit codes:\n"
    for code in ExitCode.allCases { text += entry("\(code.rawValue)", code.meaning) }
    return text
  }

  /// A term and its explanation, in two columns.
  private func entry(_ term: String, _ explanation: String) -> String {
    let column = 30
    let lines = wrapped(explanation, to: 80 - column)
    let indent = String(repeating: " ", count: column)
    var text = "  " + term
    text += text.count + 2 <= column ? String(indent.dropFirst(text.count)) : "\n" + indent
    return text + lines.joined(separator: "\n" + indent) + "\n"
  }
}

extension Option {
  /// How it is used, such as `-n, --name VALUE`.
  fileprivate var usage: String {
    (short.map { "-\($0), " } ?? "    ") + spelling + (value.map { " " + $0 } ?? "")
  }

  /// The help with choices and default.
  var fullHelp: String {
    var text = help
    if !choices.isEmpty { text += " One of \(choices.joined(separator: ", "))." }
    if isRepeatable { text += " May be given more than once." }
    if let defaultValue { text += " Default: \(defaultValue)." }
    return text
  }
}

/// The words of `text` in lines of at most `width` characters.
func wrapped(_ text: String, to width: Int) -> [String] {
  var lines = [""]
  for word in text.split(separator: " ") {
    let last = lines[lines.count - 1]
    if last.isEmpty {
      lines[lines.count - 1] = String(word)
    } else if last.count + 1 + word.count <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
