import CommandLineTools
import CommandOptions
import MLPReader
import MLPRuntime

runCommand(Options.command) { arguments, console in
  let mode = try Mode(arguments)
  try refuse(
    output: arguments.value(of: Options.output),
    thatIsOneOf: [arguments.optional(Options.model), arguments.optional(Options.input)])
  let path = try arguments.value(of: Options.model).text
  switch mode {
  case .describe:
    let file = try modelFile(path)
    let model = try load(file)
    let sink = try OutputSink(path: arguments.value(of: Options.output).text)
    try sink.write(describe(file, model, asJSON: arguments.isGiven(Options.json)))
    try sink.finish()
  case .bench: try bench(arguments, path)
  case .evaluate: try evaluate(arguments, load(modelFile(path)), console)
  case .predict: try predict(arguments, load(modelFile(path)), console)
  }
}

/// The model's file, whole in memory for as long as somebody keeps it.
func modelFile(_ path: String) throws -> ModelFile {
  try failing(with: .model) { try readModel(path: path) }
}

/// The model, ready to run.
///
/// - Throws: `CommandFailure`: a file that fails is the model's fault, memory and tier are not.
func load(_ file: ModelFile) throws(CommandFailure) -> Model {
  do throws(LoadError) {
    return try Model(file.model)
  } catch {
    switch error {
    case .unreadable, .failsVerification: throw CommandFailure(.model, "\(file.name): \(error)")
    case .unavailableTier, .outOfMemory: throw CommandFailure(.failure, "\(error)")
    }
  }
}
