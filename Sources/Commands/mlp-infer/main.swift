import CommandLineTools
import CommandOptions
import MLPReader
import MLPRuntime
import MLPSchema

runCommand(Options.command) { arguments, console in
  let mode = try Mode(arguments)
  if mode != .predict {
    try OwnFile.printed(asJSON: arguments.isGiven(Options.json)).refuseOther(
      at: arguments.value(of: Options.output), arguments)
  }
  switch mode {
  case .describe:
    let file = try modelFile(arguments)
    // What is printed gets compared by eye: not what the file says, if it isn't so.
    try failing(with: .model) { try file.checkIdentity() }
    let model = try load(file)
    let sink = try OutputSink(path: arguments.value(of: Options.output).text)
    try sink.write(
      arguments.isGiven(Options.json)
        ? json(describing: file, model).text + "\n" : describe(file, model))
    try sink.finish()
  case .check: try check(arguments)
  case .bench: try bench(arguments)
  case .evaluate: try evaluate(arguments, loadForUse(arguments, console), console)
  case .predict: try predict(arguments, loadForUse(arguments, console), console)
  }
}

extension OwnFile {
  /// What describing or evaluating a model prints: an object of JSON, or text that begins with a word and two blanks or
  /// more, as `rows      30`, or with a model, as `model.h5: classification, `.
  fileprivate static func printed(asJSON isJSON: Bool) -> OwnFile {
    if isJSON {
      return OwnFile(found: "a file that is no JSON") { $0[0] == UInt8(ascii: "{") }
    }
    return OwnFile(found: "a file that is not printed by mlp-infer") { head in
      let line = String(decoding: head.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      return line.hasPrefix("rows  ") || line.contains(" parameters, ") && line.hasSuffix(" bytes")
    }
  }
}

/// The model's file, whole in memory for as long as somebody keeps it.
func modelFile(_ arguments: ParsedArguments) throws -> ModelFile {
  let path = try arguments.value(of: Options.model).text
  let identity = try pinnedIdentity(arguments)
  do {
    return try readModel(path: path, identity: identity)
  } catch {
    // A slip that the error about the table would not explain.
    if let input = arguments.optional(Options.input)?.text, input != "-",
      (try? readModel(path: input)) != nil
    {
      throw CommandFailure(
        .usage, "\(path) \(input): found the model in second place, expected it first")
    }
    throw CommandFailure(.model, "\(error)")
  }
}

/// The model, ready to run.
///
/// - Throws: `CommandFailure`: a file that fails is the model's fault, memory and tier are not.
func load(_ file: ModelFile) throws(CommandFailure) -> Model {
  do throws(LoadError) {
    return try Model(file.model)
  } catch {
    switch error {
    case .unreadable, .malformedIdentity, .failsVerification:
      throw CommandFailure(.model, "\(file.name): \(error)")
    case .unavailableTier, .outOfMemory: throw CommandFailure(.failure, "\(error)")
    }
  }
}

/// The model whose answers somebody will rely on, with a word where nothing vouches for them.
private func loadForUse(_ arguments: ParsedArguments, _ console: Console) throws -> Model {
  let file = try modelFile(arguments)
  let model = try load(file)
  console.detail(
    "\(file.name): inputs \(model.inputCount), outputs \(model.outputCount), identity "
      + "\(file.header.identity)")
  warnOfRecordedMissingValues(model.input, model.provenance, of: file.name, arguments, console)
  if model.verification == .absent {
    console.note(
      "\(try arguments.value(of: Options.model).text): found no verification rows, so nothing shows "
        + "that it computes here what it did where it was made; mlp-export adds some")
  }
  if arguments.optional(Options.input)?.text ?? "-" == "-", isInputTerminal {
    console.note("reading the table from the terminal; Ctrl-D ends it")
  }
  return model
}

/// The only model that the command line takes, as `--describe` prints its identity; nil for any.
func pinnedIdentity(_ arguments: ParsedArguments) throws(CommandFailure) -> ModelIdentity? {
  guard let value = arguments.optional(Options.identity) else { return nil }
  guard let identity = ModelIdentity(value.text) else {
    throw value.unexpected("64 hexadecimal digits (0-9, a-f), as --describe prints")
  }
  return identity
}
