import CSV

/// A table in memory, to learn from or to judge a model by: features and labels in each row.
public struct LabelledTable: Sendable {
  /// The features' names, in the order of the columns of `rows.features`; `#1`, `#2`, … where the
  /// table has no header.
  public let featureNames: [String]
  /// The labels' columns, one at least.
  public let labels: [Column]
  /// The column of the rows' weights; nil where none was chosen.
  public let weight: Column?
  /// All rows, with their labels; without features where these went elsewhere as they were read.
  ///
  /// The first label is the batch's. The further ones are kept columns, and the weight behind them.
  public let rows: Batch

  /// Takes the features of some rows, [rows, features] in C order, in the order of the table.
  public typealias FeatureSink = (Span<Float>) throws -> Void

  /// Reads all of `table`.
  ///
  /// Features that go to `sink` take no memory; a row's label and its place do, some 20 bytes.
  ///
  /// - Throws: ``TableError`` for columns that are not there or no numbers, and for a table without
  ///   rows; `CSVError`; what the source throws.
  public init(
    _ table: consuming TableReader, columns: TrainingColumns = TrainingColumns(),
    missing: MissingPolicy = .error, featuresTo sink: FeatureSink? = nil
  ) throws {
    let all = table.columns
    let (labels, features, weight) = try columns.positions(in: all)
    let names = all.names.map { names in features.map { names[$0] } }
    try self.init(
      table, ColumnMap(positions: features), names ?? PositionalNames.names(features.count),
      labels, weight, missing, sink)
  }

  /// Reads all of `table`, whose columns are to be those of a model.
  ///
  /// - Parameters:
  ///   - table: a table of which no row was read yet.
  ///   - features: the model's feature names, in its order.
  ///   - labels: the labels' columns, by name or `#N`; none for the last one.
  ///   - weight: the column of the rows' weights, by name or `#N`; nil for none.
  ///   - match: as in ``ColumnMap``.
  ///   - missing: what becomes of missing features.
  ///   - sink: where features go as they are read; nil to keep them.
  /// - Throws: as ``init(_:columns:missing:)``.
  public init(
    _ table: consuming TableReader, features: [String], labels: [String] = [],
    weight: String? = nil, match: ColumnMatch? = nil, missing: MissingPolicy = .error,
    featuresTo sink: FeatureSink? = nil
  ) throws {
    let all = table.columns
    let labels = try TrainingColumns.labels(labels, in: all)
    let weight = try weight.map { try all.position(of: $0) }
    let map = try ColumnMap(
      features: features, in: all, by: match, others: labels + (weight.map { [$0] } ?? []))
    try self.init(table, map, features, labels, weight, missing, sink)
  }

  private init(
    _ table: consuming TableReader, _ map: ColumnMap, _ names: [String], _ labels: [Int],
    _ weight: Int?, _ missing: MissingPolicy, _ sink: FeatureSink?
  ) throws {
    let columns = table.columns
    var parser = table.parser(
      map, label: labels.first, kept: labels.dropFirst() + (weight.map { [$0] } ?? []),
      missing: missing)
    var batch = parser.emptyBatch
    var block = Block()
    var table = table
    while try table.next(&block) {
      do {
        try parser.parse(&block, into: &batch)
      } catch let error as TableError {
        throw error.naming(parser.textColumns(in: block))
      }
      if let sink {
        try sink(batch.features.span)
        batch.features.removeAll(keepingCapacity: true)
      }
    }
    if batch.rowCount == 0 { throw columns.error(.noRows) }
    featureNames = names
    self.labels = labels.map { columns[$0] }
    self.weight = weight.map { columns[$0] }
    rows = batch
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
