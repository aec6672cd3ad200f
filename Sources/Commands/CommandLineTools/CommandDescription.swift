/// All there is to know about a command from outside, as data.
public struct CommandDescription: Sendable {
  /// The command's name.
  public let name: String
  /// The version that `--version` prints.
  public let version: String
  /// What it does, in one line.
  public let summary: String
  /// The arguments known by their place, in order.
  public let positionals: [Positional]
  /// The options, by section; the last section is the one that all commands have.
  public let sections: [OptionSection]
  /// Command lines that work, the most common first.
  public let examples: [Example]
  /// Commands whose manual pages say more.
  public let related: [String]

  /// A command, with the options of every command added to its `sections`.
  public init(
    name: String, version: String, summary: String, positionals: [Positional],
    sections: [OptionSection], examples: [Example], related: [String] = []
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.positionals = positionals
    self.sections = sections + [.general]
    self.examples = examples
    self.related = related
  }

  /// The options of all sections.
  var options: [Option] { sections.flatMap(\.options) }
}

extension OptionSection {
  /// The options that every command has; ``runCommand(_:_:)`` acts on them.
  static let general = OptionSection(
    "General", [.config, .quiet, .verbose, .progress, .noColor] + Option.questions)
}

extension Option {
  /// The file that further options are taken from.
  public static let config = Option(
    "config", value: "FILE", file: .input,
    help: "Take options from a file of `name = value` lines; those of the command line win.")
  static let quiet = Option("quiet", short: "q", help: "Print no notes and no progress.")
  static let verbose = Option(
    "verbose", short: "v", help: "Print what was read, how it is run and how long it took.")
  static let progress = Option(
    "progress", value: "WHEN", default: "auto", choices: ProgressMode.allCases.map(\.rawValue),
    help: "Show progress on standard error; auto: where it is a terminal.")
  static let noColor = Option("no-color", help: "Print no colours (as NO_COLOR does).")
  static let completions = Option(
    "completions", value: "SHELL", choices: Shell.allCases.map(\.rawValue),
    help: "Print what makes a shell complete this command's options.")
  static let manual = Option("man", help: "Print the manual page, for `man -l -`.")
  static let help = Option("help", short: "h", help: "Print this help.")
  static let version = Option("version", help: "Print the version.")

  /// Options that ask for nothing but a text about the command.
  static let questions = [completions, manual, help, version]
}
