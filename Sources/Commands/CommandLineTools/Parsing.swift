import Text

/// A command line taken apart according to a ``CommandDescription``.
public struct ParsedArguments: Sendable {
  /// What was given, under `--name` or `PLACE`, in the order it was given.
  private var given: [String: [String]] = [:]

  /// Takes `arguments`, without the command's own name, apart.
  ///
  /// `--help` and `--version` end it at once: nothing else is checked.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitCode/usage``.
  public init(_ arguments: [String], of command: CommandDescription) throws(CommandFailure) {
    var rest = arguments[...]
    var places = command.positionals[...]
    func place(_ text: String) throws(CommandFailure) {
      guard let place = places.popFirst() else {
        throw .usage("unexpected argument \(Excerpt(text, limit: 80))", command)
      }
      given[place.name] = [text]
    }

    while let argument = rest.popFirst() {
      if argument == "--" {
        while let text = rest.popFirst() { try place(text) }
      } else if argument.hasPrefix("-"), argument != "-" {
        let option = try take(option: argument, &rest, of: command)
        if [Option.help.name, Option.version.name].contains(option.name) { return }
      } else {
        try place(argument)
      }
    }
    if let missing = places.first, !missing.isOptional {
      throw .usage("\(missing.name) is missing", command)
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
      guard equals == nil else { throw .usage("\(spelling) takes no value", command) }
      given[option.spelling] = [""]
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
    let value = ArgumentValue(label: spelling, text: text)
    guard option.choices.isEmpty || option.choices.contains(text) else {
      throw value.unexpected("one of \(option.choices.joined(separator: ", "))")
    }
    given[option.spelling, default: []] += [text]
    return option
  }

  /// Whether the command line has the option, whatever its default.
  public func isGiven(_ option: Option) -> Bool { given[option.spelling] != nil }

  /// The last value given, or else the default, or nil.
  public func optional(_ option: Option) -> ArgumentValue? {
    (given[option.spelling]?.last ?? option.defaultValue).map {
      ArgumentValue(label: option.spelling, text: $0)
    }
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
  public func values(of option: Option) -> [ArgumentValue] {
    (given[option.spelling] ?? []).map { ArgumentValue(label: option.spelling, text: $0) }
  }

  /// The argument in this place, or nil where it was left out.
  public func optional(_ place: Positional) -> ArgumentValue? {
    given[place.name]?.last.map { ArgumentValue(label: place.name, text: $0) }
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
