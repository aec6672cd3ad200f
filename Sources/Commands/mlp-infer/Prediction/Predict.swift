import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime
import NPY
import RowFormats
import Text

/// Writes one row of predictions for each row of the table, in its order, in memory that does not grow with their number.
func predict(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
  let form = try RowForm(arguments)
  let columns = try PredictionColumns(arguments, of: model, holdsText: form.holdsText)
  let digits = try arguments.optional(Options.precision)?.integer(in: 1...17)
  let verdict =
    arguments.isGiven(Options.verdict)
    ? try Verdict(model, path: arguments.value(of: Options.model).text) : nil
  let scoring = try Scoring(arguments, for: model)
  let names = fieldNames(
    kept: scoring.kept.names, columns.names + (verdict == nil ? [] : [Verdict.name]))
  /// The output, where nothing is or what an earlier run of this kind wrote, which begins with `mark`.
  func openSink(over mark: [UInt8], _ kind: String) throws -> OutputSink {
    let output = try arguments.value(of: Options.output)
    try OwnFile(found: "a file that is not \(kind)", mark: mark).refuseOther(at: output, arguments)
    return try OutputSink(path: output.text, growing: arguments.isGiven(Options.flush))
  }
  let run = PredictionRun(scoring: scoring, columns: columns, verdict: verdict, console: console)
  switch form {
  case .delimited(let dialect):
    let header = try failing(with: .usage) { try DelimitedRows.header(names, dialect) }
    let sink = try openSink(over: header, "predictions with the same columns")
    try run.write(
      DelimitedRows(dialect, digits: digits), to: TextOutput(sink, header: header))
  case .jsonLines:
    try checkDifferent(names)
    let sink = try openSink(over: JSONRows.firstKey(names), "JSON lines of predictions")
    try run.write(
      JSONRows(names: names, digits: digits), to: TextOutput(sink, header: []),
      nameByteCount: names.reduce(0) { $0 + $1.utf8.count + 4 })
  case .numPy:
    let sink = try openSink(over: NPYHeader.magic, "an array")
    try run.write(NumPyRows(), to: ArrayOutput(sink, columnCount: names.count))
  }
}

/// The names of a row's fields: those kept, then the model's own, each of which ends in `_predicted` where
/// one before it has its name, as in a regression whose table has what it is to predict.
private func fieldNames(kept: [String], _ own: [String]) -> [String] {
  var known = NameSet()
  for name in kept { _ = known.insert(name) }
  return kept
    + own.map { name in
      var name = name
      while !known.insert(name) { name += "_predicted" }
      return name
    }
}

/// Names of fields: canonically equivalent ones are the same, of names longer than a model's those of the same bytes.
private struct NameSet {
  private var names: Set<TextKey> = []
  private var long: Set<[UInt8]> = []

  /// Adds a name; false where it is there.
  mutating func insert(_ name: String) -> Bool {
    guard let key = TextKey(name: name) else { return long.insert(Array(name.utf8)).inserted }
    return names.insert(key).inserted
  }
}

private func checkDifferent(_ names: [String]) throws(CommandFailure) {
  var known = NameSet()
  for name in names where !known.insert(name) {
    throw CommandFailure(
      .usage,
      "--format jsonl: found two fields named \(Excerpt(name)), expected different names; keep "
        + "one of them or write CSV")
  }
}

/// A table's way to rows of predictions.
private struct PredictionRun {
  let scoring: Scoring
  let columns: PredictionColumns
  let verdict: Verdict?
  let console: Console

  /// Writes the table's rows, each block's with a copy of `empty`.
  ///
  /// - Parameter nameByteCount: the bytes that names of fields take in each row.
  func write<Writer: RowWriter>(
    _ empty: Writer, to output: some RowOutput, nameByteCount: Int = 0
  ) throws {
    let byteCount = columns.byteCount + (verdict?.byteCount ?? 0) + nameByteCount
    let rowCount = try scoring.run(
      "infer", logits: columns.wantsLogits, resultByteCount: byteCount, on: console
    ) {
      empty
    } work: { rows, writer in
      try append(rows, to: &writer)
    } give: { _, writer in
      try writer.withBytes { try output.write($0) }
      writer.removeAll()
    }
    try output.finish(rowCount: rowCount)
  }

  private func append(_ rows: Rows, to writer: inout some RowWriter) throws {
    let kept = scoring.kept.positions.count
    let width = rows.outputCount
    var (nextGap, nextFault) = (0, 0)
    for row in 0..<rows.batch.rowCount {
      for column in 0..<kept {
        try failing(with: .input) {
          try rows.batch.kept.withBytes(row * kept + column) { try writer.append($0) }
        }
      }
      try columns.append(
        rows.outputs.span.extracting(row * width..<(row + 1) * width), to: &writer)
      if let verdict {
        let isFaulty = rows.batch.faults.isFaulty(row, from: &nextFault)
        try verdict.append(row, of: rows.batch, &nextGap, isFaulty: isFaulty, to: &writer)
      }
      writer.endRow()
    }
  }
}
