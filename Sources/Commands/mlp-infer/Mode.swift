import CommandLineTools

/// What the command line asks for.
enum Mode {
  case describe
  case check
  case bench
  case evaluate
  case predict

  /// The mode of a command line.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for two modes, or for an option that this one would
  ///   pass over in silence: a bound that nothing is held against must not look like one that is met.
  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    let modes = [
      (Options.describe, Mode.describe), (Options.check, .check), (Options.bench, .bench),
      (Options.evaluate, .evaluate),
    ]
    let asked = modes.filter { arguments.isGiven($0.0) }
    if asked.count > 1 {
      throw CommandFailure(
        .usage, "\(asked[0].0.spelling) and \(asked[1].0.spelling): give one of them")
    }
    self = asked.first?.1 ?? .predict
    if self != .evaluate { try Self.refuse(Options.minAccuracy, without: "--evaluate", arguments) }
    if self != .bench { try Self.refuse(Options.batch, without: "--bench", arguments) }
    let (rows, tables) = ("rows to write", "a table to read")
    for option in [
      Options.format, Options.topK, Options.verdict, Options.flush,
    ] where self != .predict { try Self.refuse(option, without: rows, arguments) }
    for option in [Options.onError, Options.errors, Options.threshold]
    where self != .predict && self != .evaluate {
      try Self.refuse(option, without: tables, arguments)
    }
    if self == .predict {
      try Self.refuse(
        Options.json, without: "--evaluate, --describe, --check or --bench", arguments)
    }
  }

  private static func refuse(
    _ option: Option, without modes: String, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    if arguments.isGiven(option) {
      throw CommandFailure(.usage, "\(arguments.label(of: option)) needs \(modes)")
    }
  }
}
