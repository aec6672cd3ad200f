/// A table in memory, to learn from or to judge a model by: features and a label in each row.
public struct LabelledTable: Sendable {
  /// The features' names, in the order of the columns of `rows.features`; `#1`, `#2`, … where the
  /// table has no header.
  public let featureNames: [String]
  /// The label's column.
  public let label: Column
  /// The column of the rows' weights; nil where none was chosen.
  public let weight: Column?
  /// All rows, with their labels.
  public let rows: Batch

  /// Reads all of `table`.
  ///
  /// - Throws: ``TableError`` for columns that are not there or no numbers, and for a table without
  ///   rows; `CSVError`; what the source throws.
  public init(
    _ table: consuming TableReader, columns: TrainingColumns = TrainingColumns(),
    missing: MissingPolicy = .error
  ) throws {
    let all = table.columns
    let (label, features, weight) = try columns.positions(in: all)
    let names = all.names.map { names in features.map { names[$0] } }
    try self.init(
      table, ColumnMap(positions: features), names ?? PositionalNames.names(features.count),
      label, weight, missing)
  }

  /// Reads all of `table`, whose columns are to be those of a model.
  ///
  /// - Parameters:
  ///   - table: a table of which no row was read yet.
  ///   - features: the model's feature names, in its order.
  ///   - label: the label's column, by name or `#N`; nil for the last one.
  ///   - weight: the column of the rows' weights, by name or `#N`; nil for none.
  ///   - match: as in ``ColumnMap``.
  ///   - missing: what becomes of missing features.
  /// - Throws: as ``init(_:columns:missing:)``.
  public init(
    _ table: consuming TableReader, features: [String], label: String? = nil,
    weight: String? = nil, match: ColumnMatch? = nil, missing: MissingPolicy = .error
  ) throws {
    let all = table.columns
    let label = try label.map { try all.position(of: $0) } ?? all.count - 1
    let map = try ColumnMap(features: features, in: all, by: match, label: label)
    let weight = try weight.map { try all.position(of: $0) }
    try self.init(table, map, features, label, weight, missing)
  }

  private init(
    _ table: consuming TableReader, _ map: ColumnMap, _ names: [String], _ label: Int,
    _ weight: Int?, _ missing: MissingPolicy
  ) throws {
    let columns = table.columns
    var reader = BatchReader(
      table, map, label: label, kept: weight.map { [$0] } ?? [], missing: missing)
    do {
      guard try reader.next(maxRows: .max) else { throw columns.error(.noRows) }
    } catch let error as TableError {
      throw error.naming(reader.textColumns())
    }
    featureNames = names
    self.label = columns[label]
    self.weight = weight.map { columns[$0] }
    rows = reader.batch
  }
}

extension TableError {
  /// The same error, with the advice to leave out all columns of text at once.
  fileprivate func naming(_ textColumns: [Column]) -> TableError {
    guard case .value(let value, .notANumber) = fault else { return self }
    let names = textColumns.map(\.reference)
    return TableError(
      file: file, line: line, column: column, fault: .value(value, .text(columns: names)))
  }
}
