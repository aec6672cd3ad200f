import CommandLineTools
import CommandOptions
import Comparison
import MLPModel
import Table
import Text

/// Runs two models on the rows of a table and prints how they differ.
///
/// - Throws: `CommandFailure`, with exit code 5 where more rows changed than `--max-changed` allows, after
///   printing.
func compare(_ arguments: ParsedArguments, _ console: Console) throws {
  guard let data = arguments.optional(Options.on) else {
    throw CommandFailure(.usage, "--compare needs --on DATA: the rows to compare the models on")
  }
  let listed = try arguments.value(of: Options.list).integer(in: 0...1_000_000)
  let allowed = try arguments.optional(Options.maxChanged)?.integer(in: 0 ... .max)
  let other = try arguments.value(of: Options.compare)
  let names = [try arguments.value(of: Options.source).text, other.text]
  let sources = [
    try source(arguments, keepingSteps: true, console),
    try source(other.text, as: .auto, keepingSteps: true, arguments, console),
  ]
  let models = [try named(sources[0].file.model, arguments), sources[1].file.model]
  for (model, source) in zip(models, sources) {
    warnOfRecordedMissingValues(
      model.input, model.provenance, of: source.file.name, arguments, console)
    try checkLayers(of: model, against: source, console)
  }
  let difference = try difference(models, names, listing: listed)
  if allowed != nil, difference is NumberDifference {
    throw CommandFailure(.usage, "--max-changed: the models are no classifiers")
  }

  let table = try InputTable(data.text, arguments)
  try checkOrders(models.map(\.input.features.names), in: table)
  let threads = try ThreadOptions.count(arguments)
  var before = try ModelRows(models[0], called: names[0], in: table, threads: threads)
  var after = try ModelRows(models[1], called: names[1], in: table, threads: threads)
  let rowsAtOnce = min(before.rowsAtOnce, after.rowsAtOnce)
  let rows = try forEachBlock(of: table, atMost: rowsAtOnce, "compare", on: console) { block in
    var copy = block  // Reading rows changes a block's bytes.
    try before.run(&copy)
    try after.run(&block)
    for row in 0..<before.batch.rowCount {
      difference.add(
        before.outputs.span.extracting(before.outputs(of: row)),
        after.outputs.span.extracting(after.outputs(of: row)), line: before.batch.lines[row])
    }
    return before.batch.rowCount
  }
  if rows == 0 {
    throw CommandFailure(
      .input, "\(table.columns.file): found no rows under the header, expected some")
  }

  let sink = try OutputSink(path: "-")
  let title = (before: names[0], after: names[1], data: table.columns.file)
  try sink.write(
    arguments.isGiven(Options.json)
      ? difference.json(title).text + "\n" : difference.text(title))
  try sink.finish()
  if let allowed, let changed = difference.changedCount, changed > allowed {
    throw CommandFailure(
      .gate, "changed rows: found \(changed) of \(rows), expected at most \(allowed)")
  }
}

private func difference(
  _ models: [MultilayerPerceptron], _ names: [String], listing listed: Int
) throws(CommandFailure) -> any ModelDifference {
  let (a, b) = (models[0].output, models[1].output)
  do throws(ComparisonError) {
    return a.task == .regression && b.task == .regression
      ? NumberDifference(try ValueComparison(a, b))
      : DecisionDifference(try ClassComparison(a, b, listing: listed))
  } catch {
    throw CommandFailure(.model, "\(names[0]) and \(names[1]): \(error)")
  }
}

/// Refuses a table without names for models that have the same inputs in another order: one of the two would
/// be given the wrong columns.
private func checkOrders(
  _ features: [TextList], in table: InputTable
) throws(CommandFailure) {
  if table.columns.names == nil, features[0] != features[1], Set(features[0]) == Set(features[1]) {
    throw CommandFailure(
      .input,
      "\(table.columns.file): found no names of columns, expected some: the models have the same inputs in another "
        + "order")
  }
}

/// How two models differ on the rows so far, and how that is printed.
protocol ModelDifference: AnyObject {
  /// What the models' files and the table are called.
  typealias Title = (before: String, after: String, data: String)

  /// Takes a row's outputs of both.
  func add(_ a: Span<Float>, _ b: Span<Float>, line: Int)
  /// How many rows have another class; nil for models without classes.
  var changedCount: Int? { get }
  func text(_ title: Title) -> String
  func json(_ title: Title) -> JSON
}
