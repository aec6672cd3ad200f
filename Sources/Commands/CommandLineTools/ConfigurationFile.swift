import Files
import Text

/// A file of options: `name = value` lines, where the name is an option's without its dashes.
///
/// Blanks around name and value do not count. Quotes around a whole value go, with nothing special
/// between them. A flag's value is `true` or `false`. A `#` begins a comment at the beginning of a line,
/// or behind a value and a blank; a value may begin with one, as `#3` does.
///
/// A list is an `ItemList` as on the command line: its quotes are the list's own, and each item may begin with
/// `#`. An option that may be repeated may have several lines.
struct ConfigurationFile {
  /// One line that says something.
  struct Setting: Equatable {
    /// The line's number, from 1.
    let line: Int
    /// The option's name.
    let name: String
    /// What is behind the `=`.
    let text: String

    /// The value that `option` has there.
    func value(of option: Option) -> String {
      let text = Substring(text).unicodeScalars
      return String(option.form == .text ? text.value : text.withoutComment)
    }
  }

  /// The file's path.
  let path: String
  /// What it says, in its order.
  let settings: [Setting]

  /// Reads the file at `path`.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  init(path: String) throws(CommandFailure) {
    let bytes = try failing(with: .usage) { try readFile(path, atMost: 1 << 20) }
    // Values that name files may be any bytes.
    let text = bytes.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { unsafe String(pathBytes: Array($0)) }
    }
    try self.init(text, path: path)
  }

  /// Takes `text`, the content of the file at `path`, apart.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage`` for a line that is no setting.
  init(_ text: String, path: String) throws(CommandFailure) {
    self.path = path
    if text.hasTooManyMarks { throw .manyMarks(path) }
    // A byte order mark is no part of the first name.
    let text =
      text.unicodeScalars.first == "\u{FEFF}"
      ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    var settings: [Setting] = []
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" }
    )
    .enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.first == "#" { continue }
      guard let equals = line.firstIndex(of: "=") else {
        throw CommandFailure(
          .usage,
          "\(path):\(index + 1): found \(Excerpt(String(line), limit: 80)), expected name = value")
      }
      settings.append(
        Setting(
          line: index + 1, name: String(line[..<equals].trimmed),
          text: String(line[line.index(after: equals)...].trimmed)))
    }
    self.settings = settings
  }

  /// The settings as values of the options of `command`.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``, which names the line.
  func values(of command: CommandDescription) throws(CommandFailure) -> [(Option, [ArgumentValue])]
  {
    var found: [(option: Option, values: [ArgumentValue], line: Int)] = []
    for setting in settings {
      let place = "\(path):\(setting.line)"
      guard let option = command.options.first(where: { $0.name == setting.name }) else {
        let nearest = setting.name.nearest(in: command.options.map(\.name))
        throw CommandFailure(
          .usage,
          "\(place): unknown option \(Excerpt(setting.name, limit: 80))"
            + (nearest.map { "; did you mean \($0)?" } ?? " (see \(command.name) --help)"))
      }
      guard option.name != Option.config.name,
        !Option.questions.contains(where: { $0.name == option.name })
      else {
        throw CommandFailure(.usage, "\(place): \(option.name) works on the command line only")
      }
      let value = try ArgumentValue(
        label: "\(place): \(option.name)", given: setting.value(of: option),
        isPath: option.file != nil)
      try option.check(value)
      guard let earlier = found.firstIndex(where: { $0.option.name == option.name }) else {
        found.append((option, [value], setting.line))
        continue
      }
      guard option.isRepeatable else {
        let line = found[earlier].line
        throw value.repeated(after: found[earlier].values[0], " in line \(line)")
      }
      found[earlier].values.append(value)
    }
    return found.map { ($0.option, $0.values) }
  }
}

extension Substring.UnicodeScalarView {
  /// Without the blanks and the carriage return around it.
  fileprivate var trimmed: Substring.UnicodeScalarView {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar == " " || scalar == "\t" || scalar == "\r"
    }
    var rest = drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }

  /// The value that a line without its name holds: without quotes, or without a comment.
  fileprivate var value: Substring.UnicodeScalarView {
    if first == "\"", let close = dropFirst().firstIndex(of: "\"") {
      let rest = self[index(after: close)...].trimmed
      if rest.isEmpty || rest.first == "#" { return self[index(after: startIndex)..<close] }
    }
    var isBehindBlank = false
    for position in indices {
      if self[position] == "#", isBehindBlank { return self[..<position].trimmed }
      isBehindBlank = self[position] == " " || self[position] == "\t"
    }
    return self
  }

  /// The list that a line without its name holds: without a comment behind an item and a blank.
  ///
  /// What is in quotes, or begins an item, is no comment.
  fileprivate var withoutComment: Substring.UnicodeScalarView {
    var (isItem, isQuoted, isBehindBlank) = (false, false, false)
    var position = startIndex
    while position < endIndex {
      let scalar = self[position]
      let isBlank = scalar == " " || scalar == "\t"
      if isQuoted {
        if scalar == "\"" { isQuoted = false }
        // The character behind it is no end of the quotes.
        if scalar == "\\" { position = index(after: position) }
      } else if scalar == "#", isItem, isBehindBlank {
        return self[..<position].trimmed
      } else if scalar == "\"", !isItem {
        isQuoted = true
      }
      isItem = isQuoted || (scalar != "," && (isItem || !isBlank))
      isBehindBlank = isBlank
      if position < endIndex { position = index(after: position) }
    }
    return self
  }
}
