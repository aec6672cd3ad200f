import CommandLineTools
import CommandOptions

/// What the command line asks for.
enum Mode {
  case export
  case compare

  /// The mode of a command line.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for an option that this one would pass over in silence.
  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    self = arguments.isGiven(Options.compare) ? .compare : .export
    let others =
      switch self {
      case .export: [Options.on, Options.maxChanged, Options.list]
      case .compare:
        [
          Options.output, Options.to, Options.verify, Options.verificationRows, Options.noRanges,
          Options.meta, ModelOutput.force,
        ]
      }
    if let option = others.first(where: arguments.isGiven) {
      throw CommandFailure(
        .usage,
        self == .export
          ? "\(option.spelling) needs --compare" : "\(option.spelling): --compare writes no model")
    }
  }
}
