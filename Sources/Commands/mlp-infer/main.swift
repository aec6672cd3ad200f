import CommandLineTools
import CommandOptions
import MLPReader
import MLPRuntime
import MLPSchema

runCommand(Options.command) { arguments, console in
  let mode = try Mode(arguments)
  try refuse(
    output: arguments.value(of: Options.output),
    thatIsOneOf: [arguments.optional(Options.model), arguments.optional(Options.input)])
  let identity = try arguments.optional(Options.identity)?.identity()
  if mode == .check { return try check(arguments, identity) }
  let path = try arguments.value(of: Options.model).text
  let file = try failing(with: .model) { try readModel(path: path, identity: identity) }
  let model = try load(file)
  if model.verification == .absent, mode != .describe {
    console.note(
      "\(path): found no verification rows, so nothing shows that it computes here what it did "
        + "where it was made; mlp-export adds some")
  }
  switch mode {
  case .describe:
    let sink = try OutputSink(path: arguments.value(of: Options.output).text)
    try sink.write(
      arguments.isGiven(Options.json)
        ? json(describing: file, model).text + "\n" : describe(file, model))
    try sink.finish()
  case .check: break
  case .bench: try bench(arguments, model)
  case .evaluate: try evaluate(arguments, model, console)
  case .predict: try predict(arguments, model, console)
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

extension ArgumentValue {
  /// The identity of a model, written as `--describe` prints it.
  fileprivate func identity() throws(CommandFailure) -> ModelIdentity {
    guard let identity = ModelIdentity(text) else {
      throw unexpected("64 hexadecimal digits (0-9, a-f), as --describe prints")
    }
    return identity
  }
}
