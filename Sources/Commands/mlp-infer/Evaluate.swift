import CommandLineTools
import MLPModel
import MLPRuntime
import Table

/// Compares a model's outputs with the labels of a table and prints what comes of it.
///
/// - Throws: `CommandFailure` with exit code 5 where `--min-accuracy` is missed, after printing.
func evaluate(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
  guard arguments.isGiven(Options.label) else {
    throw CommandFailure(.usage, "--evaluate needs --label COLUMN: which column has the truth?")
  }
  let wanted = try arguments.optional(Options.minAccuracy)?.number("0 to 1") { 0...1 ~= $0 }
  let evaluation: any Evaluation =
    switch model.output.task {
    case .classification: ClassEvaluation(model.output)
    case .regression where model.outputCount == 1: ValueEvaluation(model.output)
    case .regression, .multiLabel:
      throw CommandFailure(
        .usage,
        "--evaluate: found a model of \(model.outputCount) outputs "
          + "(\(model.output.task.rawValue)), expected one label column to be enough")
    }
  if wanted != nil, model.output.task != .classification {
    throw CommandFailure(.usage, "--min-accuracy: the model is no classifier")
  }
  let scoring = try Scoring(arguments, for: model)
  let rows = try scoring.run("evaluate", on: console) {
  } work: { _, _ in
  } give: { rows, _ in
    try failing(with: .input) { try evaluation.add(rows.batch, rows.outputs.span) }
  }
  if rows == 0 {
    let input = arguments.optional(Options.input)?.text ?? "-"
    let name = input == "-" ? "standard input" : input
    throw CommandFailure(.input, "\(name): found no rows under the header, expected some")
  }

  let sink = try OutputSink(path: arguments.value(of: Options.output).text)
  try sink.write(
    arguments.isGiven(Options.json) ? evaluation.json.text + "\n" : evaluation.text)
  try sink.finish()
  if let wanted, let accuracy = evaluation.accuracy, accuracy < wanted {
    throw CommandFailure(.gate, "accuracy: found \(accuracy), expected at least \(wanted)")
  }
}

/// A metric's rows so far, and what it says.
protocol Evaluation: AnyObject {
  /// Takes a batch with its outputs [rows, outputs].
  func add(_ batch: Batch, _ outputs: Span<Float>) throws
  var accuracy: Double? { get }
  var text: String { get }
  var json: JSON { get }
}
