import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime

/// Writes one row of predictions for each row of the table, in its order, in constant memory.
func predict(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
  let writer = try PredictionWriter(
    arguments.value(of: Options.predict).choice(), of: model,
    digits: arguments.optional(Options.precision)?.integer(in: 1...17))
  let scoring = try Scoring(arguments, for: model)
  let kept = scoring.kept.positions.count
  let dialect = try TableOptions.dialect(arguments)
  let sink = try OutputSink(path: arguments.value(of: Options.output).text)

  var header = RecordWriter(dialect)
  for name in scoring.kept.names + writer.columns { try append(name, to: &header) }
  header.endRecord()
  _ = try scoring.run("infer", logits: writer.wantsLogits, on: console) {
    RecordWriter(dialect)
  } work: { rows, record in
    for row in 0..<rows.batch.rowCount {
      for column in 0..<kept {
        try failing(with: .input) {
          try rows.batch.kept.withBytes(row * kept + column) { try record.append($0) }
        }
      }
      let values = row * model.outputCount..<(row + 1) * model.outputCount
      try writer.append(rows.outputs.span.extracting(values), to: &record)
      record.endRecord()
    }
  } give: { _, record in
    // Here, so that nothing is written where not even the first rows can be.
    try sink.write(header)
    header.removeAll()
    try sink.write(record)
    // At once, for whoever waits at the other end while the table trickles in.
    try sink.flush()
    record.removeAll()
  }
  try sink.write(header)
  try sink.finish()
}

private func append(_ name: String, to record: inout RecordWriter) throws {
  do {
    try record.append(name)
  } catch {
    throw CommandFailure(.usage, "\(error)")
  }
}

extension OutputSink {
  /// Writes the whole records of `record`.
  func write(_ record: RecordWriter) throws {
    unsafe try write(record.bytes.span.bytes)
  }
}
