import CSV

/// Turns blocks of a table into batches of rows: a block at a time, in any order.
///
/// Belongs to one thread; each makes its own from the same ``TableReader``.
public struct TableParser: Sendable {
  private let rows: RowParser
  // One of the two.
  private var text: TextParser?
  private let array: ArrayParser?

  init(_ rows: RowParser, text: TextParser? = nil, array: ArrayParser? = nil) {
    self.rows = rows
    self.text = text
    self.array = array
  }

  /// A batch for the rows of blocks, without any yet.
  public var emptyBatch: Batch {
    Batch(columns: rows.columns, label: rows.label.map { rows.columns[$0] })
  }

  /// Appends the rows of `block` to `batch`, and what is wrong with them unless that is an error.
  ///
  /// - Throws: ``TableError`` or `CSVError` for the first row that is not as it should be, or under
  ///   another policy than ``RowPolicy/fail`` only for what leaves in doubt where the next row begins;
  ///   neither block nor batch are of use after it.
  /// - Complexity: O(bytes of the block).
  public mutating func parse(_ block: inout Block, into batch: inout Batch) throws {
    try text?.parse(&block, into: &batch)
    try array?.parse(block, into: &batch)
    if rows.policy == .skip { batch.dropFaultyRows() }
  }

  /// The columns of numbers that hold text in the record that was parsed last.
  func textColumns(in block: Block) -> [Column] { text?.textColumns(in: block) ?? [] }
}
