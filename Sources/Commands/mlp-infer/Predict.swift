import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime

/// Writes one row of predictions for each row of the table, in its order, in constant memory.
func predict(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
  let writer = try PredictionWriter(
    arguments.value(of: Options.predict).choice(), of: model,
    digits: arguments.optional(Options.precision)?.integer(in: 1...17))
  var scoring = try Scoring(arguments, for: model)
  let kept = scoring.kept
  var record = RecordWriter(try TableOptions.dialect(arguments))
  let sink = try OutputSink(path: arguments.value(of: Options.output).text)

  for name in kept.names + writer.columns { try append(name, to: &record) }
  record.endRecord()
  _ = try scoring.run("infer", logits: writer.wantsLogits, on: console) { batch, outputs in
    for row in 0..<batch.rowCount {
      for column in kept.positions.indices {
        try failing(with: .input) {
          try batch.kept.withBytes(row * kept.positions.count + column) { try record.append($0) }
        }
      }
      let values = row * model.outputCount..<(row + 1) * model.outputCount
      try writer.append(outputs.extracting(values), to: &record)
      record.endRecord()
    }
    try sink.write(record)
    record.removeAll()
  }
  try sink.write(record)
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
