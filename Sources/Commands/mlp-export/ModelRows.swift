import CSV
import CommandLineTools
import CommandOptions
import MLPModel
import MLPRuntime
import Storage
import Table

/// One model at work on the blocks of a table, as `mlp-infer` would run it.
struct ModelRows {
  /// What a message calls the model.
  let name: String
  /// The rows of the last block.
  private(set) var batch: Batch
  /// Their outputs, [rows, outputs].
  private(set) var outputs: [Float] = []
  /// Their logits, where they are wanted.
  private(set) var logits: [Float] = []

  private let session: Session
  private var parser: TableParser

  /// The model's columns in `table`.
  ///
  /// - Throws: `CommandFailure` with exit code 3 where the table lacks one of them, 4 where the model
  ///   fails its verification rows.
  init(
    _ model: MultilayerPerceptron, called name: String, in table: InputTable, threads: Int
  ) throws {
    self.name = name
    session = try failing(with: .model) { try Session(Model(model), threads: threads) }
    do {
      let map = try ColumnMap(model.input, in: table.columns)
      parser = table.parser(map, model.input)
    } catch let error as TableError {
      let advice =
        switch error.fault {
        case .columnCount: "give a table of these alone"
        default: "--feature-names says what SOURCE's are called"
        }
      throw CommandFailure(.input, "\(name): \(error); \(advice)")
    }
    batch = parser.emptyBatch
  }

  /// Runs the rows of `block`, which is of no use after.
  ///
  /// - Throws: `CommandFailure` with exit code 3.
  mutating func run(_ block: inout Block, logits wantsLogits: Bool = false) throws {
    batch.removeAll()
    try failing(with: .input) { try parser.parse(&block, into: &batch) }
    let count = batch.rowCount * session.model.outputCount
    outputs.resize(to: count)
    try Self.run(batch, into: &outputs, session.predict)
    if wantsLogits {
      logits.resize(to: count)
      try Self.run(batch, into: &logits, session.predictLogits)
    }
  }

  private static func run(
    _ batch: Batch, into numbers: inout [Float],
    _ predict: (Span<Float>, inout MutableSpan<Float>) throws(ShapeError) -> Void
  ) throws(ShapeError) {
    var span = numbers.mutableSpan
    try predict(batch.features.span, &span)
  }

  /// How many rows may be in memory at the same time: their inputs and outputs take some megabytes then.
  var rowsAtOnce: Int {
    max(1, (4 << 20) / (4 * (session.model.inputCount + 2 * session.model.outputCount) + 64))
  }

  /// The outputs of row `row` of the last block.
  func outputs(of row: Int) -> Range<Int> {
    row * session.model.outputCount..<(row + 1) * session.model.outputCount
  }
}

/// Calls `body` with each block of the table, and shows how far it is.
///
/// - Parameters:
///   - rowsAtOnce: the most rows that a block may have.
///   - body: returns how many rows the block has.
/// - Returns: how many rows there were.
/// - Throws: `CommandFailure` with exit code 3 for what cannot be read, 130 after Ctrl-C, 143 after SIGTERM.
@discardableResult
func forEachBlock(
  of table: InputTable, atMost rowsAtOnce: Int, _ label: String, on console: Console,
  _ body: (inout Block) throws -> Int
) throws -> Int {
  Interrupt.install()
  let progress = Progress(label, unit: "rows", on: console)
  var block = Block()
  var rows = 0
  while try table.next(&block, atMost: rowsAtOnce, orInterrupted: "nothing was written") {
    rows += try body(&block)
    progress.update(rows, of: table.fractionRead)
  }
  progress.finish()
  return rows
}
