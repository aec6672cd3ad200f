/// Reads a table in batches of rows, in memory that does not grow with the table.
public struct BatchReader: ~Copyable {
  /// The rows that ``next(maxRows:)`` read; overwritten by the next call.
  public private(set) var batch: Batch

  private var table: TableReader
  private let parser: RowParser

  /// A reader of the rows of `table`.
  ///
  /// - Parameters:
  ///   - table: a table of which no row was read yet.
  ///   - map: where the features are.
  ///   - label: the position of the label's column, where labels are wanted.
  ///   - kept: the positions of columns to be copied.
  ///   - missing: what becomes of missing features. A missing label is an error always.
  public init(
    _ table: consuming TableReader, _ map: ColumnMap, label: Int? = nil, kept: [Int] = [],
    missing: MissingPolicy = .error
  ) {
    let columns = table.columns
    parser = RowParser(
      columns: columns, features: map.positions, label: label, kept: kept, missing: missing)
    batch = Batch(file: columns.file, label: label.map { columns[$0] })
    self.table = table
  }

  /// Reads the next rows, up to `maxRows`, which is above 0; false where there is none left.
  ///
  /// - Throws: ``TableError``, `CSVError`, or what the source throws; there is no going on after it.
  public mutating func next(maxRows: Int) throws -> Bool {
    batch.removeAll()
    while batch.rowCount < maxRows, try table.next() {
      try table.withRow { bytes, fields in
        try parser.append(bytes, fields, line: table.line, to: &batch)
      }
    }
    return batch.rowCount > 0
  }

  /// The columns of the features that hold text in the row that was read last.
  func textColumns() -> [Column] {
    table.withRow { bytes, fields in parser.textColumns(bytes, fields) }
  }
}
