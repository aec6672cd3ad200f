import CommandLineTools
import CommandOptions
import MLPRuntime
import Table

/// A model at work on a table, a batch of rows at a time, in constant memory.
struct Scoring: ~Copyable {
  /// The columns copied to the output.
  var kept: KeptColumns { table.kept }

  private let model: Model
  private let session: Session
  private let batchSize: Int
  private var table: ScoringTable

  /// Opens what the command line names.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options and 3 for data that do not fit.
  init(_ arguments: ParsedArguments, for model: Model) throws {
    let batchSize = try arguments.value(of: Options.batchSize).integer(in: 1...1_048_576)
    let session = try Session.make(arguments, for: model)
    let table = try ScoringTable(arguments, for: model)
    self.model = model
    self.session = session
    self.batchSize = batchSize
    self.table = table
  }

  /// Calls `body` with each batch and its outputs [rows, outputs], in the order of the table, and
  /// shows how far it is.
  ///
  /// - Parameter logits: whether the outputs wanted are the last layer's before its activation.
  /// - Returns: how many rows there were.
  mutating func run(
    _ label: String, logits: Bool = false, on console: Console,
    _ body: (Batch, Span<Float>) throws -> Void
  ) throws -> Int {
    // Now that nothing waits for input: a first Ctrl-C ends the run between two batches.
    Interrupt.install()
    let progress = Progress(label, unit: "row", total: nil, on: console)
    var outputs: [Float] = []
    var done = 0
    while try table.next(maxRows: batchSize) {
      let batch = table.reader.batch
      outputs.resize(to: batch.rowCount * model.outputCount)
      var span = outputs.mutableSpan
      if logits {
        try session.predictLogits(batch.features.span, into: &span)
      } else {
        try session.predict(batch.features.span, into: &span)
      }
      try body(batch, outputs.span)
      done += batch.rowCount
      progress.update(done)
    }
    progress.finish()
    return done
  }
}

extension Session {
  /// A session with the threads that the command line asks for.
  static func make(_ arguments: ParsedArguments, for model: Model) throws -> Session {
    let threads = try ThreadOptions.count(arguments)
    return try failing(with: .failure) { try Session(model, threads: threads) }
  }
}

extension [Float] {
  /// Makes room for `count` numbers, reusing the memory where it is enough.
  fileprivate mutating func resize(to count: Int) {
    if count > self.count {
      append(contentsOf: repeatElement(0, count: count - self.count))
    } else {
      removeLast(self.count - count)
    }
  }
}
