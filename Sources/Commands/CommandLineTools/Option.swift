/// One option of a command, as data: parsing and help read it.
public struct Option: Sendable {
  /// The long name, without its dashes.
  public let name: String
  /// The short name, without its dash.
  public let short: Character?
  /// What the help calls the value: `FILE`, `N`; nil for a flag, which takes none.
  public let value: String?
  /// What it does, in a line or two.
  public let help: String
  /// The value where the option is not given.
  public let defaultValue: String?
  /// The only values there are; empty for any.
  public let choices: [String]
  /// Whether it may be given again, which adds a value; any other option is given once.
  public let isRepeatable: Bool
  /// How its value is written.
  public let form: Form
  /// What is done with the file that its value names; nil where it names none.
  public let file: FileUse?

  /// How a value is written.
  public enum Form: Sendable {
    /// As it is.
    case text
    /// As one item of an `ItemList`.
    case item
    /// As an `ItemList`; the option is repeatable then, and the lists add up.
    case list
  }

  /// An option; without a `value` it is a flag.
  public init(
    _ name: String, short: Character? = nil, value: String? = nil, default: String? = nil,
    choices: [String] = [], isRepeatable: Bool = false, form: Form = .text, file: FileUse? = nil,
    help: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    defaultValue = `default`
    self.choices = choices
    self.isRepeatable = isRepeatable || form == .list
    self.form = form
    self.file = file
  }

  /// Whether its value is an `ItemList`.
  var isList: Bool { form == .list }

  /// How it is written: `--name`.
  public var spelling: String { "--" + name }
}

/// Options that belong together, under a heading of the help.
public struct OptionSection: Sendable {
  /// The heading.
  public let title: String
  /// The options, in the order the help shows them.
  public let options: [Option]

  /// A section of the help.
  public init(_ title: String, _ options: [Option]) {
    self.title = title
    self.options = options
  }
}

/// An argument that is known by its place.
public struct Positional: Sendable {
  /// What the help calls it: `MODEL`.
  public let name: String
  /// What it is.
  public let help: String
  /// Whether it may be left out; then so may all that follow.
  public let isOptional: Bool
  /// What is done with the file that it names.
  public let file: FileUse

  /// A positional argument.
  public init(_ name: String, isOptional: Bool = false, file: FileUse, help: String) {
    self.name = name
    self.help = help
    self.isOptional = isOptional
    self.file = file
  }
}

/// A command line that works, and what it does.
public struct Example: Sendable {
  /// The whole command line.
  public let line: String
  /// What it does.
  public let purpose: String

  /// An example of the help.
  public init(_ line: String, _ purpose: String) {
    self.line = line
    self.purpose = purpose
  }
}
