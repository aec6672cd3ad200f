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
    text += "\nRepetition and lists:\n"
    for paragraph in repetitionHelp {
      text += "  " + wrapped(paragraph, to: 78).joined(separator: "\n  ") + "\n"
    }
    text += "\nExit codes:\n"
    for code in ExitCode.allCases { text += entry("\(code.rawValue)", code.meaning) }
    return text
  }

  /// How often options may be given, and how lists are written, in paragraphs.
  var repetitionHelp: [String] {
    let lists = options.filter(\.isList)
    let adding = options.filter { $0.isRepeatable && !$0.isList }.map(\.spelling)
    let repeatable = adding + (lists.isEmpty ? [] : ["options that take lists"])
    var paragraphs = [
      "Each option is given once, flags too"
        + (repeatable.isEmpty
          ? "." : "; \(repeatable.joined(separator: " and ")) may be given again and add up.")
        + " An option on the command line replaces the same one of the --config file, lists too."
    ]
    if !lists.isEmpty {
      var kinds: [String] = []
      for case .some(let kind) in lists.map(\.value) where !kinds.contains(kind) {
        kinds.append(kind)
      }
      paragraphs.append(
        "\(kinds.joined(separator: ", ")): items between commas; blanks around an item are ignored. An item "
          + "with a comma in it, or that begins with a quote, is written as a JSON string, in double quotes: "
          + "'id,\"kind,of\"' has two items. An item in quotes is never a word with a meaning of its own, "
          + "such as `all`."
          + (options.first { $0.form == .item }?.value.map { " \($0) is one such item." } ?? ""))
    }
    return paragraphs
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
    if isRepeatable, !isList { text += " May be given more than once." }
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
