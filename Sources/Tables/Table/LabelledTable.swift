import CSV
import MLPModel

/// A table in memory, to learn from or to judge a model by: features and labels in each row.
public struct LabelledTable: Sendable {
  /// What a model of the table takes: the features' names, `#1`, `#2`, … where the table has no header,
  /// and the columns of text with their levels, each a feature called as `colour=red`.
  public let input: InputDescription
  /// The column that each feature is from, as the table has it.
  public let featureColumns: [Column]
  /// The labels' columns, one at least.
  public let labels: [Column]
  /// The column of the rows' weights; nil where none was chosen.
  public let weight: Column?
  /// All rows, with their labels; without numbers where these went elsewhere as they were read.
  ///
  /// The first label is the batch's. The further ones are kept columns, and the weight behind them.
  public let rows: Batch
  /// What the texts are that are missing labels and weights.
  let missingInLabels: MissingValues
  /// Columns that were chosen as features and are none, because they have no value in any row.
  ///
  /// Columns without names stay, because a model finds them by their places.
  public let leftOut: [Column]

  /// The parts of a row's features in their order; empty where a row of numbers has them all.
  private let parts: [FeaturePart]
  private let numberCount: Int

  /// Takes the numbers of some rows, [rows, numbers] in C order, in the order of the table.
  public typealias NumberSink = (Span<Float>) throws -> Void

  /// Reads all of `table`, learns the levels of its columns of text, and leaves out those without a value.
  ///
  /// Cells are missing values by `missingTexts`, or in the features by `ofFeatures`, one list for each in their order.
  ///
  /// Numbers that go to `sink` take no memory; a row's label and its place do, some 20 bytes, two bytes
  /// a column of text, and eight a column of numbers that lie close together (``OriginFinder``).
  ///
  /// - Throws: ``TableError`` for columns that are not there or no numbers, and for a table without
  ///   rows; what the reader throws.
  public init(
    _ table: consuming TableReader, columns: TrainingColumns = TrainingColumns(),
    missing: MissingPolicy = .error, missingTexts: MissingTexts = .builtIn,
    ofFeatures lists: [MissingTexts]? = nil, numbersTo sink: NumberSink? = nil
  ) throws {
    let all = table.columns
    let chosen = try columns.positions(in: all)
    let missingValues = OtherMissingValues(missingTexts, lists ?? [], at: chosen.features)
    let numbers = chosen.features.filter { !chosen.categorical.contains($0) }
    let texts = chosen.features.filter { chosen.categorical.contains($0) }
    let parser = RowParser(
      columns: all,
      features: ColumnMap(positions: numbers, missing: numbers.map(missingValues.at)),
      label: chosen.labels.first,
      kept: chosen.labels.dropFirst() + (chosen.weight.map { [$0] } ?? []), learned: texts,
      missing: missing,
      missingValues: missingValues)
    var levels = LevelCollector(all, at: texts)
    var empty = EmptyColumns(of: missing == .error ? 0 : numbers.count)
    var origins = OriginFinder(at: numbers)
    rows = try table.allRows(parser.measuring(origins.open)) { batch in
      if !texts.isEmpty { try levels.take(from: &batch) }
      empty.look(at: batch)
      let open = origins.open
      origins.take(from: &batch)
      try batch.give(to: sink)
      return origins.open == open ? nil : parser.measuring(origins.open)
    }
    let relative = origins.columns
    // Without a header, columns are numbered among themselves, whatever others the table has.
    let names =
      all.names.map { names in chosen.features.map { names[$0] } }
      ?? PositionalNames.names(chosen.features.count)
    var layout = FeatureLayout(unknown: columns.unknown)
    let learned = levels.columns
    let emptyNumbers = Set(empty.places.map { numbers[$0] })
    let textPlaces = Dictionary(uniqueKeysWithValues: zip(texts, texts.indices))
    var leftOut: [Int] = []
    for (name, position) in zip(names, chosen.features) {
      let missing = missingValues.at(position).texts
      if let k = textPlaces[position] {
        if !learned[k].levels.isEmpty {
          if let fault = layout.add(name, learned[k], missing: missing) {
            throw all.error(fault, column: position)
          }
        } else if all.names == nil {
          layout.addMissing(name, missing: missing)
        } else {
          leftOut.append(position)
        }
      } else if all.names != nil, emptyNumbers.contains(position) {
        layout.leaveOut()
        leftOut.append(position)
      } else {
        layout.add(name, relative[position], missing: missing)
      }
    }
    if leftOut.count == chosen.features.count { throw all.error(.noValues) }
    self.leftOut = leftOut.map { all[$0] }
    if let name = layout.doubledName { throw all.error(.sameFeatures(name)) }
    if let fault = layout.faultOfNumbers { throw all.error(fault) }
    input = layout.input
    let none = Set(leftOut)
    featureColumns = zip(layout.input.columns, chosen.features.filter { !none.contains($0) })
      .flatMap { column, position in
        let count = if case .category(let category) = column { category.levels.count } else { 1 }
        return [Column](repeating: all[position], count: count)
      }
    parts = texts.isEmpty && leftOut.isEmpty && relative.isEmpty ? [] : layout.parts
    numberCount = numbers.count
    labels = chosen.labels.map { all[$0] }
    weight = chosen.weight.map { all[$0] }
    missingInLabels = missingValues.ofLabels
  }

  /// Reads all of `table`, whose columns are to be those of a model.
  ///
  /// - Parameters:
  ///   - table: a table of which no row was read yet.
  ///   - input: what the model takes.
  ///   - labels: the labels' columns, by name or `#N`; none for the last one.
  ///   - weight: the column of the rows' weights, by name or `#N`; nil for none.
  ///   - match: as in ``ColumnMap``.
  ///   - missing: what becomes of missing features.
  ///   - missingTexts: the texts that are missing labels and weights; those of features are the model's.
  ///   - sink: where features go as they are read; nil to keep them.
  /// - Throws: as the other initialiser.
  public init(
    _ table: consuming TableReader, input: InputDescription, labels: [String] = [],
    weight: String? = nil, match: ColumnMatch? = nil, missing: MissingPolicy = .error,
    missingTexts: MissingTexts = .builtIn, numbersTo sink: NumberSink? = nil
  ) throws {
    let all = table.columns
    let labels = try TrainingColumns.labels(labels, in: all)
    let weight = try weight.map { try all.position(of: $0) }
    let map = try ColumnMap(
      input, in: all, by: match, others: labels + (weight.map { [$0] } ?? []))
    let parser = RowParser(
      columns: all, features: map, label: labels.first,
      kept: labels.dropFirst() + (weight.map { [$0] } ?? []), missing: missing,
      missingValues: OtherMissingValues(ofLabels: MissingValues(missingTexts)))
    rows = try table.allRows(parser) { batch in
      try batch.give(to: sink)
      return nil
    }
    self.input = input
    featureColumns = map.columns.flatMap { column in
      [Column](repeating: all[column.position], count: column.levels?.column.levels.count ?? 1)
    }
    parts = []
    numberCount = map.featureCount
    self.labels = labels.map { all[$0] }
    self.weight = weight.map { all[$0] }
    missingInLabels = MissingValues(missingTexts)
    leftOut = []
  }

  /// Whether the features of a row are others than its numbers; ``features(of:numbers:)`` has them then.
  public var hasOtherFeatures: Bool { !parts.isEmpty }

  /// The features [rows, features] of some rows, whose numbers are given.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - numbers: what ``rows`` has, or what went to the sink, of these rows.
  /// - Complexity: O(features of the rows).
  public func features(of range: Range<Int>, numbers: Span<Float>) -> [Float] {
    var features: [Float] = []
    features.reserveCapacity(range.count * input.features.count)
    for row in range {
      var next = (row - range.lowerBound) * numberCount
      for part in parts {
        switch part {
        case .number:
          features.append(numbers[next])
          next += 1
        case .relative(let column):
          features.append(column.feature(of: row, numbers[next]))
          next += 1
        case .leftOut:
          next += 1
        case .missing:
          features.append(.nan)
        case .levels(let column):
          let level = column.rows[row]
          let none: Float = level == .max ? .nan : 0
          let first = features.count
          features.append(contentsOf: repeatElement(none, count: column.levels.count))
          if level != .max { features[first + Int(level)] = 1 }
        }
      }
    }
    return features
  }
}

extension OtherMissingValues {
  /// Those of `lists` in the columns at `positions`, as far as there are any, and `others` elsewhere.
  fileprivate init(_ others: MissingTexts, _ lists: [MissingTexts], at positions: [Int]) {
    var finders = MissingValueFinders()
    ofLabels = finders.finder(of: others)
    for (list, position) in zip(lists, positions) {
      ofFeatures[position] = finders.finder(of: list)
    }
  }
}

/// The columns of numbers that have no value in any row so far.
private struct EmptyColumns {
  /// Their places among the numbers of a row.
  private(set) var places: [Int]

  private let width: Int
  private var rowCount = 0

  /// All of so many columns.
  init(of width: Int) {
    places = Array(0..<width)
    self.width = width
  }

  /// Looks at the rows that were added to `batch` since the last look, at its end.
  ///
  /// - Complexity: O(1) where no column is empty, as after the first rows of most tables.
  mutating func look(at batch: borrowing Batch) {
    let rows = batch.rowCount - rowCount
    rowCount = batch.rowCount
    let all = batch.features.count
    places.removeAll { place in
      stride(from: all - rows * width + place, to: all, by: width).contains {
        !batch.features[$0].isNaN
      }
    }
  }
}

extension TableReader {
  /// All rows in one batch; `after` may take something out of it after each block, and say how to go on.
  fileprivate consuming func allRows(
    _ rows: RowParser, after: (inout Batch) throws -> RowParser?
  ) throws -> Batch {
    let columns = columns
    var parser = parser(rows)
    var batch = parser.emptyBatch
    var block = Block()
    while try next(&block) {
      do {
        try parser.parse(&block, into: &batch)
      } catch let error as TableError {
        throw error.naming(parser.textColumns(in: block))
      }
      if let rows = try after(&batch) { parser = self.parser(rows) }
    }
    if batch.rowCount == 0 { throw columns.error(.noRows) }
    return batch
  }
}

extension Batch {
  /// Lets `sink`, where there is one, take the features.
  fileprivate mutating func give(to sink: LabelledTable.NumberSink?) throws {
    guard let sink else { return }
    try sink(features.span)
    removeFeatures()
  }
}

extension TableError {
  /// The same error, with the advice to leave out all columns of text at once.
  fileprivate func naming(_ textColumns: [Column]) -> TableError {
    guard case .value(let value, .notANumber) = fault, !textColumns.isEmpty else { return self }
    return with(.value(value, .text(columns: textColumns)))
  }
}
