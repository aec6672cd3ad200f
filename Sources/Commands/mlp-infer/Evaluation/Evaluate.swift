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
  if wanted != nil, model.output.task == .regression {
    throw CommandFailure(.usage, "--min-accuracy: the model is no classifier")
  }
  let scoring = try Scoring(arguments, for: model)
  let evaluation = try evaluation(arguments, of: model, labels: scoring.kept.columns)
  _ = try scoring.run("evaluate", on: console) {
  } work: { _, _ in
  } give: { rows, _ in
    try failing(with: .input) { try add(rows, to: evaluation, scoring.badRows) }
  }
  if evaluation.rowCount == 0 {
    let input = arguments.optional(Options.input)?.text ?? "-"
    let name = input == "-" ? "standard input" : input
    throw CommandFailure(.input, "\(name): found no rows under the header, expected some")
  }

  let sink = try OutputSink(path: arguments.value(of: Options.output).text)
  try sink.write(
    arguments.isGiven(Options.json)
      ? json(evaluation, scoring.badRows).text + "\n" : evaluation.text)
  try sink.finish()
  if let wanted, let accuracy = evaluation.accuracy, accuracy < wanted {
    throw CommandFailure(.gate, "accuracy: found \(accuracy), expected at least \(wanted)")
  }
}

private func add(_ rows: Rows, to evaluation: any Evaluation, _ badRows: BadRows) throws {
  let width = rows.outputCount
  for row in 0..<rows.batch.rowCount {
    do throws(TableError) {
      try evaluation.add(
        row, of: rows.batch, rows.outputs.span.extracting(row * width..<(row + 1) * width))
    } catch {
      try badRows.add(error)
    }
  }
}

private func json(_ evaluation: any Evaluation, _ badRows: BadRows) -> JSON {
  .object(
    [
      .init("rows", .integer(evaluation.rowCount)), .init("skipped", .integer(badRows.rowCount)),
    ] + evaluation.json)
}
