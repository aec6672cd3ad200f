import CommandLineTools
import CommandOptions
import MLPImport
import MLPWriter
import Sandbox

answerSandboxRequests(sandboxedImports)

runCommand(Options.command) { arguments, console in
  let isC = try arguments.value(of: Options.to).text == "c"
  let target =
    try isC ? cSourcePath(arguments) : ModelOutput.path(Options.output, of: "model", arguments)
  let file = try source(arguments, console)
  let model = try export(file, arguments)
  console.detail(
    "inputs \(model.inputCount), layers \(model.layers.count), outputs \(model.outputCount)")
  if isC {
    try writeCSource(model, to: target, console)
    return
  }
  let written = try failing(with: .failure) { try writeModel(model, to: target) }
  if arguments.isGiven(Options.json) {
    let sink = try OutputSink(path: "-")
    let summary: JSON = [
      "output": .string(target), "bytes": .integer(written.byteCount),
      "identity": .string("\(written.header.identity)"),
      "parameters": .integer(model.parameterCount),
    ]
    try sink.write(summary.text + "\n")
    try sink.finish()
  } else {
    console.note("wrote \(target): \(written.byteCount) bytes, identity \(written.header.identity)")
  }
}
