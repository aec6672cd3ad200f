import Text

/// A command line taken apart according to a ``CommandDescription``, with the settings of the file that
/// `--config` names behind it.
public struct ParsedArguments: Sendable {
  /// What was given, under `--name` or `PLACE`, in the order it was given; `true` or `false` of a flag.
  private var given: [String: [ArgumentValue]] = [:]

  /// Takes `arguments`, without the command's own name, apart.
  ///
  /// Options that ask something about the command, such as `--help`, end it at once: nothing else is
  /// checked.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  public init(_ arguments: [String], of command: CommandDescription) throws(CommandFailure) {
    for (i, argument) in arguments.enumerated() where argument.hasTooManyMarks {
      throw .manyMarks("argument \(i + 1)")
    }
    var rest = arguments[...]
    var places = command.positionals[...]
    func place(_ text: String) throws(CommandFailure) {
      guard let place = places.popFirst() else {
        throw .usage("unexpected argument \(Excerpt(text, limit: 80))", command)
      }
      given[place.name] = [
        try ArgumentValue(label: place.name, given: text, isPath: true)
      ]
    }

    while let argument = rest.popFirst() {
      if argument == "--" {
        while let text = rest.popFirst() { try place(text) }
      } else if argument.unicodeScalars.first == "-", argument != "-" {
        let option = try take(option: argument, &rest, of: command)
        if Option.questions.contains(where: { $0.name == option.name }) { return }
      } else {
        try place(argument)
      }
    }
    if let missing = places.first, !missing.isOptional {
      throw .usage("\(missing.name) is missing", command)
    }
    if let file = optional(.config) { try add(ConfigurationFile(path: file.text), of: command) }
  }

  /// Adds the settings of `file` for the options that the command line does not have.
  private mutating func add(
    _ file: ConfigurationFile, of command: CommandDescription
  ) throws(CommandFailure) {
    for (option, values) in try file.values(of: command) where given[option.spelling] == nil {
      given[option.spelling] = values
    }
  }

  private mutating func take(
    option argument: String, _ rest: inout ArraySlice<String>, of command: CommandDescription
  ) throws(CommandFailure) -> Option {
    // By scalars: to Swift an equals sign before a combining mark is another character.
    let scalars = argument.unicodeScalars
    let equals = scalars.starts(with: "--".unicodeScalars) ? scalars.firstIndex(of: "=") : nil
    let spelling = String(scalars[..<(equals ?? scalars.endIndex)])
    guard let option = command.option(spelled: spelling) else {
      throw .usage(
        "unknown option \(Excerpt(spelling, limit: 80))\(command.suggestion(for: spelling))",
        command)
    }
    func value(_ text: String) throws(CommandFailure) -> ArgumentValue {
      try ArgumentValue(label: option.spelling, given: text, isPath: option.file != nil)
    }
    guard option.value != nil else {
      let text = equals.map { String(scalars[scalars.index(after: $0)...]) } ?? "true"
      try add(value(text), to: option)
      return option
    }

    let text: String
    if let equals {
      text = String(scalars[scalars.index(after: equals)...])
    } else if let next = rest.popFirst() {
      // A forgotten value must not swallow the next option.
      guard command.option(spelled: next) == nil else {
        throw .usage("\(spelling) needs a value; found the option \(next)", command)
      }
      text = next
    } else {
      throw .usage("\(spelling) needs a value", command)
    }
    try add(value(text), to: option)
    return option
  }

  /// Adds a value of the command line.
  private mutating func add(_ value: ArgumentValue, to option: Option) throws(CommandFailure) {
    try option.check(value)
    if let earlier = given[option.spelling]?.last, !option.isRepeatable {
      throw value.repeated(after: earlier, "")
    }
    given[option.spelling, default: []] += [value]
  }

  /// Whether the option was given, whatever its default; of a flag, whether it is on.
  public func isGiven(_ option: Option) -> Bool {
    option.value == nil ? flag(option) ?? false : !values(of: option).isEmpty
  }

  /// Whether the flag was switched on or off; nil where nothing is said of it.
  public func flag(_ option: Option) -> Bool? { values(of: option).last.map { $0.text == "true" } }

  /// The option as a message is to call it: `--name`, or where in a file it was given.
  public func label(of option: Option) -> String {
    given[option.spelling]?.last?.label ?? option.spelling
  }

  /// The value given, or else the default, or nil; all lists given of an option that takes lists are one.
  public func optional(_ option: Option) -> ArgumentValue? {
    guard let last = given[option.spelling]?.last else {
      return option.defaultValue.map { ArgumentValue(label: option.spelling, text: $0) }
    }
    guard option.isList else { return last }
    return ArgumentValue(
      label: last.label, text: values(of: option).map(\.text).joined(separator: ","))
  }

  /// The value given, or else the default; all lists given of an option that takes lists are one.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage`` where there is neither.
  public func value(of option: Option) throws(CommandFailure) -> ArgumentValue {
    guard let value = optional(option) else {
      throw CommandFailure(.usage, "\(option.spelling) \(option.value ?? "") is missing")
    }
    return value
  }

  /// All values given of a repeatable option.
  public func values(of option: Option) -> [ArgumentValue] { given[option.spelling] ?? [] }

  /// The items of all lists given, or else of the default; nil where there is neither.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage`` where one is no list.
  public func list(of option: Option) throws(CommandFailure) -> [ArgumentValue]? {
    var lists = values(of: option)
    if lists.isEmpty {
      guard let value = optional(option) else { return nil }
      lists = [value]
    }
    var items: [ArgumentValue] = []
    for list in lists { items += try list.list() }
    return items
  }

  /// The only item of an option; nil where it is not given.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage`` where there are several.
  public func item(of option: Option) throws(CommandFailure) -> ArgumentValue? {
    let items = try list(of: option)
    guard let items, let whole = optional(option) else { return nil }
    guard items.count == 1 else {
      let advice =
        "; with a comma as part of it, write \(ShellOption(option.spelling, items: [whole.text]))"
      throw whole.unexpected("one item" + (values(of: option).count == 1 ? advice : ""))
    }
    return items.first
  }

  /// The argument in this place, or nil where it was left out.
  public func optional(_ place: Positional) -> ArgumentValue? {
    given[place.name]?.last
  }

  /// The argument in this place.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage`` where it was left out.
  public func value(of place: Positional) throws(CommandFailure) -> ArgumentValue {
    guard let value = optional(place) else {
      throw CommandFailure(.usage, "\(place.name) is missing")
    }
    return value
  }
}

extension ArgumentValue {
  /// The error that an option is given a second time, with this value; `place` says where it was before.
  func repeated(after earlier: ArgumentValue, _ place: String) -> CommandFailure {
    let (first, second) = (Excerpt(earlier.text, limit: 80), Excerpt(text, limit: 80))
    return CommandFailure(
      .usage, "\(label): found it twice, \(first)\(place) and \(second), expected it once")
  }
}

extension Option {
  /// Makes sure that `value` is one of the choices, where there are any, and of a flag `true` or `false`.
  func check(_ value: ArgumentValue) throws(CommandFailure) {
    if self.value == nil, value.text != "true", value.text != "false" {
      throw value.unexpected("true, false, or the flag alone")
    }
    guard choices.isEmpty || choices.contains(value.text) else {
      throw value.unexpected("one of \(choices.joined(separator: ", "))")
    }
  }
}

extension CommandDescription {
  /// The option that is written so: `--name` or `-n`.
  func option(spelled spelling: String) -> Option? {
    options.first { spelling == $0.spelling || spelling == $0.short.map { "-\($0)" } }
  }

  /// The option that was probably meant, as the end of a sentence; empty where none is near.
  func suggestion(for spelling: String) -> String {
    spelling.nearest(in: options.map(\.spelling)).map { "; did you mean \($0)?" } ?? ""
  }
}

extension CommandFailure {
  /// Text with more combining marks in a row than a name may have, which take the square of their number to compare.
  static func manyMarks(_ place: String) -> CommandFailure {
    CommandFailure(
      .usage,
      "\(place): found more than 512 combining marks in a row, expected no more; a column may be called by its "
        + "place, as #3")
  }

  /// A wrong command line, with the way to the help.
  static func usage(_ message: String, _ command: CommandDescription) -> CommandFailure {
    CommandFailure(.usage, "\(message) (see \(command.name) --help)")
  }
}
