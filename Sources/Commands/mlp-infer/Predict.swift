import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime

/// Writes one row of predictions for each row of the table, in its order, in constant memory.
func predict(_ arguments: ParsedArguments, _ model: Model, _ console: Console) throws {
  let writer = try PredictionWriter(
    arguments.value(of: Options.predict).choice(), of: model,
    digits: arguments.optional(Options.precision)?.integer(in: 1...17))
  let batchSize = try arguments.value(of: Options.batchSize).integer(in: 1...1_048_576)
  let session = try Session.make(arguments, for: model)
  var table = try ScoringTable(arguments, for: model)
  var record = RecordWriter(try TableOptions.dialect(arguments))
  let sink = try OutputSink(path: arguments.value(of: Options.output).text)
  // Now that nothing waits for input: a first Ctrl-C ends the run between two batches.
  Interrupt.install()

  for name in table.kept.names + writer.columns { try append(name, to: &record) }
  record.endRecord()
  let progress = Progress("infer", unit: "row", total: nil, on: console)
  var outputs: [Float] = []
  var done = 0
  while try table.next(maxRows: batchSize) {
    let batch = table.reader.batch
    outputs.resize(to: batch.rowCount * model.outputCount)
    var span = outputs.mutableSpan
    if writer.wantsLogits {
      try session.predictLogits(batch.features.span, into: &span)
    } else {
      try session.predict(batch.features.span, into: &span)
    }
    for row in 0..<batch.rowCount {
      let kept = table.kept.positions.count
      for column in 0..<kept {
        try failing(with: .input) {
          try batch.kept.withBytes(row * kept + column) { try record.append($0) }
        }
      }
      let values = row * model.outputCount..<(row + 1) * model.outputCount
      try writer.append(outputs.span.extracting(values), to: &record)
      record.endRecord()
    }
    try sink.write(record)
    record.removeAll()
    done += batch.rowCount
    progress.update(done)
  }
  try sink.write(record)
  try sink.finish()
  progress.finish()
}

private func append(_ name: String, to record: inout RecordWriter) throws {
  do {
    try record.append(name)
  } catch {
    throw CommandFailure(.usage, "\(error)")
  }
}

extension [Float] {
  /// Makes room for `count` numbers, reusing the memory where it is enough.
  mutating func resize(to count: Int) {
    if count > self.count {
      append(contentsOf: repeatElement(0, count: count - self.count))
    } else {
      removeLast(self.count - count)
    }
  }
}

extension OutputSink {
  /// Writes the whole records of `record`.
  func write(_ record: RecordWriter) throws {
    unsafe try write(record.bytes.span.bytes)
  }
}
