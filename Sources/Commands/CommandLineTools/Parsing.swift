import Text

/// A command line taken apart according to a ``CommandDescription``, with the settings of the file that
/// `--config` names behind it.
public struct ParsedArguments: Sendable {
  /// What was given, under `--name` or `PLACE`, in the order it was given; nothing for a flag that is to
  /// be off.
  private var given: [String: [ArgumentValue]] = [:]

  /// Takes `arguments`, without the command's own name, apart.
  ///
  /// Options that ask something about the command, such as `--help`, end it at once: nothing else is
  /// checked.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  public init(_ arguments: [String], of command: CommandDescription) throws(CommandFailure) {
    var rest = arguments[...]
    var places = command.positionals[...]
    func place(_ text: String) throws(CommandFailure) {
      guard let place = places.popFirst() else {
        throw .usage("unexpected argument \(Excerpt(text, limit: 80))", command)
      }
      given[place.name] = [ArgumentValue(label: place.name, text: text)]
    }

    while let argument = rest.popFirst() {
      if argument == "--" {
        while let text = rest.popFirst() { try place(text) }
      } else if argument.hasPrefix("-"), argument != "-" {
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
    let equals = argument.hasPrefix("--") ? argument.firstIndex(of: "=") : nil
    let spelling = String(argument[..<(equals ?? argument.endIndex)])
    guard let option = command.option(spelled: spelling) else {
      throw .usage(
        "unknown option \(Excerpt(spelling, limit: 80))\(command.suggestion(for: spelling))",
        command)
    }
    guard option.value != nil else {
      let text = equals.map { argument[argument.index(after: $0)...] } ?? "true"
      let value = ArgumentValue(label: option.spelling, text: String(text))
      given[option.spelling] = try option.isOn(value) ? [value] : []
      return option
    }

    let text: String
    if let equals {
      text = String(argument[argument.index(after: equals)...])
    } else if let next = rest.popFirst() {
      // A forgotten value must not swallow the next option.
      guard command.option(spelled: next) == nil else {
        throw .usage("\(spelling) needs a value; found the option \(next)", command)
      }
      text = next
    } else {
      throw .usage("\(spelling) needs a value", command)
    }
    let value = ArgumentValue(label: option.spelling, text: text)
    try option.check(value)
    given[option.spelling, default: []] += [value]
    return option
  }

  /// Whether the option was given, whatever its default.
  public func isGiven(_ option: Option) -> Bool { !values(of: option).isEmpty }

  /// The option as a message is to call it: `--name`, or where in a file it was given.
  public func label(of option: Option) -> String {
    given[option.spelling]?.last?.label ?? option.spelling
  }

  /// The last value given, or else the default, or nil.
  public func optional(_ option: Option) -> ArgumentValue? {
    given[option.spelling]?.last
      ?? option.defaultValue.map { ArgumentValue(label: option.spelling, text: $0) }
  }

  /// The last value given, or else the default.
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

extension Option {
  /// Makes sure that `value` is one of the choices, where there are any.
  func check(_ value: ArgumentValue) throws(CommandFailure) {
    guard choices.isEmpty || choices.contains(value.text) else {
      throw value.unexpected("one of \(choices.joined(separator: ", "))")
    }
  }

  /// What a flag's value, `true` or `false`, says.
  func isOn(_ value: ArgumentValue) throws(CommandFailure) -> Bool {
    switch value.text {
    case "true": true
    case "false": false
    default: throw value.unexpected("true, false, or the flag alone")
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
  /// A wrong command line, with the way to the help.
  static func usage(_ message: String, _ command: CommandDescription) -> CommandFailure {
    CommandFailure(.usage, "\(message) (see \(command.name) --help)")
  }
}
