import CommandLineTools
import CommandOptions
import Comparison
import MLPImport
import MLPModel
import MLPSchema
import Sandbox

answerSandboxRequests(sandboxedImports)

runCommand(Options.command) { arguments, console in
  switch try Mode(arguments) {
  case .compare: try compare(arguments, console)
  case .export: try export(arguments, console)
  }
}

private func export(_ arguments: ParsedArguments, _ console: Console) throws {
  let kind: OutputKind = try arguments.value(of: Options.to).choice()
  let target: String
  do {
    target = try outputPath(of: kind, arguments)
  } catch {
    // Where it is the source, that says more than what kind of file it is.
    try refuseSource(as: arguments.optional(Options.output)?.text, arguments)
    throw error
  }
  let source = try source(arguments, keepingSteps: true, console)
  if source.file.training != nil || !source.isSealed {
    // Its training state would be gone, or the only file of another kind.
    try refuseSource(as: target, arguments)
  }
  let model = try export(source.file, arguments)
  warnOfRecordedMissingValues(
    model.input, model.provenance, of: source.file.name, to: "store them in the model", arguments,
    console)
  noteTask(of: model, from: source, arguments, console)
  warnOfCoarseInputs(of: model, from: source, console)
  console.detail(
    "inputs \(model.inputCount), layers \(model.layers.count), outputs \(model.outputCount)")
  try checkLayers(of: model, against: source, console)
  let verified = try arguments.optional(Options.verify).map {
    try verify(model, against: source, on: $0, arguments, console)
  }
  let identity = ModelIdentity(of: model, arithmeticVersion: ArithmeticVersion.current)
  let byteCount = try write(model, as: kind, to: target, identity: identity)
  if arguments.isGiven(Options.json) {
    let summary: [JSON.Member] = [
      .init("output", .path(target)), .init("bytes", .integer(byteCount)),
      .init("identity", .string("\(identity)")),
      .init("parameters", .integer(model.parameterCount)),
    ]
    let sink = try OutputSink(path: "-")
    try sink.write(
      JSON.object(summary + (verified.map { [.init("verified", $0.json)] } ?? [])).text + "\n")
    try sink.finish()
  } else {
    let files = kind == .c ? "\(target) and \(target.dropLast())h" : target
    console.note("wrote \(files): \(byteCount) bytes, identity \(identity)")
  }
}

/// Refuses to replace the source by its export, unless `--force` is given.
private func refuseSource(
  as target: String?, _ arguments: ParsedArguments
) throws(CommandFailure) {
  guard let target, !arguments.isGiven(ModelOutput.force) else { return }
  try arguments.refuse(
    output: target, besides: Options.output, thatIsOneOf: [Options.source], [],
    advice: "; --force replaces it by the export")
}
