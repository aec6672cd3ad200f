import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime
import Storage
import Table
import Threads

/// A model at work on a table, a block of rows at a time on each thread, in memory that does not grow with the number of rows (LIMITS.md).
///
/// All desks together hold at most about ``memory`` bytes of rows and what became of them, one row at least: a row may
/// take far more memory than its bytes in the table. Beside that, each has its block of the table, and a long record is
/// worked on alone.
struct Scoring {
  /// The columns copied to the output; in an evaluation of several labels these.
  let kept: KeptColumns

  /// What becomes of rows that cannot be used.
  let badRows: BadRows

  /// Bytes of rows, with their outputs and what is written of them, that are in memory at the same time.
  private static let memory = 12 << 20
  /// Columns of a table whose records need so much memory that they are worked on alone.
  private static let wideCount = 65_536

  private let pool: WorkerPool
  private let batchSize: Int
  private let table: ScoringTable
  /// One for each thread.
  private let sessions: [Session]
  /// For the first block, when all other threads have nothing to do.
  private let firstSession: Session

  /// Opens what the command line names.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options and 3 for data that do not fit.
  init(_ arguments: ParsedArguments, for model: Model) throws {
    batchSize = try arguments.value(of: Options.batchSize).integer(in: 1...1_048_576)
    let threads = try ThreadOptions.count(arguments)
    pool = WorkerPool(threads: threads)
    (firstSession, sessions) = try failing(with: .failure) {
      (try Session(model, threads: threads), try (0..<threads).map { _ in try Session(model) })
    }
    badRows = try BadRows(arguments)
    table = try ScoringTable(arguments, for: model, badRows.policy)
    kept = table.kept
  }

  /// Calls `work` with each block's rows and their outputs, on several threads at the same time, then
  /// `give` with what it made, one after the other in the order of the table; shows how far it is.
  ///
  /// - Parameters:
  ///   - logits: whether the outputs wanted are the last layer's before its activation.
  ///   - resultByteCount: about how many bytes `work` makes of a row.
  ///   - make: an empty result, to be used for one block after the other.
  /// - Returns: how many rows there were, without those left out.
  func run<Result>(
    _ label: String, logits: Bool = false, resultByteCount: Int = 0, on console: Console,
    make: @escaping () -> Result,
    work: @escaping (Rows, inout Result) throws -> Void,
    give: @escaping (Rows, inout Result) throws -> Void
  ) throws -> Int {
    // Now that nothing waits for input: a first Ctrl-C ends the run between two blocks.
    Interrupt.install()
    let progress = Progress(label, unit: "rows", on: console)
    let watch = Stopwatch()
    var done = 0
    let (table, firstSession, sessions, batchSize) = (table, firstSession, sessions, batchSize)
    let badRows = badRows
    var seen = 0
    let model = firstSession.model
    // With a few hundred bytes for what is wrong with the row.
    let rowByteCount = 4 * (model.inputCount + model.outputCount) + resultByteCount + 320
    let deskCount = min(2 * pool.threads + 1, max(1, Self.memory / rowByteCount))
    let rowsAtOnce = max(1, Self.memory / deskCount / rowByteCount)
    let isWide = table.columnCount > Self.wideCount
    func makeDesk() -> Desk<Result> {
      Desk(
        rows: Rows(table.parser.emptyBatch, model.outputCount), parser: table.parser, result: make()
      )
    }
    let desks = (0..<deskCount).map { _ in makeDesk() }
    let line = OrderedWork(
      at: desks,
      take: { desk in
        let isThere = try table.next(&desk.block, atMost: rowsAtOnce)
        desk.fraction = table.fractionRead
        desk.isLarge = isWide || desk.block.isLarge
        return isThere
      },
      work: { desk, worker in
        try failing(with: .input) { try badRows.parsing { try desk.parse() } }
        if desk.isLarge { desk.block = Block() }
        try (worker.map { sessions[$0] } ?? firstSession).run(
          desk.rows.batch, logits: logits, atOnce: batchSize, into: &desk.rows.outputs)
        desk.rows.clearFaultyRows()
        try work(desk.rows, &desk.result)
      },
      give: { desk in
        let faults = desk.rows.batch.faults.reasons
        try badRows.add(faults)
        seen += desk.rows.batch.rowCount + (badRows.policy == .skip ? faults.count : 0)
        try give(desk.rows, &desk.result)
        done += desk.rows.batch.rowCount
        progress.update(done, of: desk.fraction)
        // What a long record needed is not kept for others.
        if desk.isLarge { desk.becomeNew(makeDesk()) }
      },
      isLarge: \.isLarge,
      failed: Interrupt.readStop.stop)
    do {
      try line.run(on: pool)
    } catch {
      badRows.abandon()
      throw error
    }
    progress.finish()
    try badRows.finish(of: seen, on: console)
    console.detail(
      "\(table.name): \(watch.text(done, "rows")), \(pool.threads) threads, "
        + "\(firstSession.model.tier.name) kernels")
    return done
  }
}

/// Rows of a table and what a model says about them.
struct Rows {
  /// The rows.
  fileprivate(set) var batch: Batch
  /// The model's outputs, [rows, outputs].
  fileprivate(set) var outputs: [Float] = []

  /// How many outputs a row has.
  let outputCount: Int

  fileprivate init(_ batch: Batch, _ outputCount: Int) {
    self.batch = batch
    self.outputCount = outputCount
  }

  /// What a row that could not be used has for outputs, whatever an activation made of a NaN.
  fileprivate mutating func clearFaultyRows() {
    for row in batch.faults.rows {
      for i in row * outputCount..<(row + 1) * outputCount { outputs[i] = .nan }
    }
  }
}

extension Session {
  /// Runs the rows of `batch`, `count` at once, and puts their outputs, or logits, into `outputs`.
  fileprivate func run(
    _ batch: Batch, logits: Bool, atOnce count: Int, into outputs: inout [Float]
  ) throws {
    outputs.resize(to: batch.rowCount * model.outputCount)
    var all = outputs.mutableSpan
    for start in stride(from: 0, to: batch.rowCount, by: count) {
      let rows = start..<min(start + count, batch.rowCount)
      let inputs = batch.features.span.extracting(
        rows.lowerBound * model.inputCount..<rows.upperBound * model.inputCount)
      var part = all._mutatingExtracting(
        rows.lowerBound * model.outputCount..<rows.upperBound * model.outputCount)
      if logits {
        try predictLogits(inputs, into: &part)
      } else {
        try predict(inputs, into: &part)
      }
    }
  }
}

/// Where a block lies while it becomes rows, outputs and a result; its memory is used again and again.
private final class Desk<Result> {
  var block = Block()
  /// Whether the block is worked on alone.
  var isLarge = false
  /// How much of the table was read when the block was.
  var fraction: Double?
  var rows: Rows
  var parser: TableParser
  var result: Result

  init(rows: Rows, parser: TableParser, result: Result) {
    self.rows = rows
    self.parser = parser
    self.result = result
  }

  func becomeNew(_ other: Desk) {
    (block, rows, parser, result) = (other.block, other.rows, other.parser, other.result)
  }

  func parse() throws {
    rows.batch.removeAll()
    try parser.parse(&block, into: &rows.batch)
  }
}

extension Session {
  /// A session with the threads that the command line asks for.
  static func make(_ arguments: ParsedArguments, for model: Model) throws -> Session {
    let threads = try ThreadOptions.count(arguments)
    return try failing(with: .failure) { try Session(model, threads: threads) }
  }
}
