import CSV
import MLPSchema

/// The texts that are missing values in columns that are no features of a model, or not yet.
struct OtherMissingValues: Sendable {
  /// In labels and weights.
  let ofLabels: MissingValues
  /// In the columns to learn from, by their positions.
  var ofFeatures: [Int: MissingValues] = [:]

  /// In the column at `position`.
  func at(_ position: Int) -> MissingValues { ofFeatures[position] ?? ofLabels }
}

/// Turns a record into a row of a batch.
///
/// A value: it holds no state of the table's reading, so any number may work beside each other.
struct RowParser: Sendable {
  let columns: Columns
  let features: ColumnMap
  let label: Int?
  let kept: [Int]
  /// Columns of text whose levels are not known yet.
  let learned: [Int]
  /// Columns of numbers whose raw numbers are wanted in double precision beside the features.
  let measured: [Int]
  let missing: MissingPolicy
  /// For each of the ``learned`` and ``measured`` columns, and for labels, the texts that are missing values; those
  /// of features are with their columns.
  let missingValues: OtherMissingValues
  /// What becomes of rows that cannot be used.
  let policy: RowPolicy
  /// Whether batches are to say which features have no number.
  let wantsGaps: Bool

  /// What reading a cell needs of each of the features' columns.
  ///
  /// No references: counting them for every cell takes a fifth of the time.
  private let cells: [Cell]

  private struct Cell: Sendable {
    let position: Int
    /// 0 for a number.
    let levelCount: Int
    /// Whether a number may be read without a look at its text.
    let isPlain: Bool
  }

  /// The columns of text whose levels are known.
  private let categories: [FeatureColumn]
  /// The columns of numbers that may not be read without a look at their text.
  private let lookedAt: [FeatureColumn]

  init(
    columns: Columns, features: ColumnMap, label: Int?, kept: [Int] = [], learned: [Int] = [],
    measured: [Int] = [], missing: MissingPolicy, missingValues: OtherMissingValues,
    policy: RowPolicy = .fail,
    wantsGaps: Bool = false
  ) {
    self.columns = columns
    self.features = features
    self.label = label
    self.kept = kept
    self.learned = learned
    self.measured = measured
    self.missing = missing
    self.missingValues = missingValues
    self.policy = policy
    self.wantsGaps = wantsGaps
    cells = features.columns.map {
      Cell(position: $0.position, levelCount: $0.levels?.count ?? 0, isPlain: !$0.needsText)
    }
    categories = features.columns.filter { $0.levels != nil }
    lookedAt = features.columns.filter { $0.levels == nil && $0.needsText }
  }

  /// The same with the raw numbers of the columns at `measured`.
  func measuring(_ measured: [Int]) -> RowParser {
    RowParser(
      columns: columns, features: features, label: label, kept: kept, learned: learned,
      measured: measured, missing: missing, missingValues: missingValues, policy: policy,
      wantsGaps: wantsGaps)
  }

  /// Appends the record that begins on `line` to `batch`; a value that is not what its column needs is
  /// NaN there, or no text.
  ///
  /// - Returns: the first thing that is wrong with the record; nil where nothing is.
  func append(
    _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, line: Int, to batch: inout Batch
  ) -> TableError? {
    var first: TableError?
    for (index, cell) in cells.enumerated() {
      if cell.levelCount > 0 {
        batch.features.append(contentsOf: repeatElement(0, count: cell.levelCount))
        continue
      }
      let field = fields[cell.position]
      if cell.isPlain, let number = try? Float(text: bytes.extracting(field)), number.isFinite {
        batch.features.append(number)
      } else {
        let fault = appendNotPlain(features.columns[index], bytes, field, line, to: &batch)
        if let fault { first = first ?? fault }
      }
    }
    appendRaw(bytes, to: &batch) { fields[$0] }
    let fault = appendTexts(bytes, line: line, of: batch.rowCount, to: &batch) { fields[$0] }
    batch.lines.append(line)
    batch.rowCount += 1
    return first ?? fault
  }

  /// Appends the raw numbers of the measured columns; NaN where a value is missing or none.
  func appendRaw(_ bytes: Span<UInt8>, to batch: inout Batch, field: (Int) -> Range<Int>) {
    for position in measured {
      let text = bytes.extracting(bytes.trimmed(field(position)))
      let number = missingValues.at(position).contains(text) ? nil : try? Double(text: text)
      batch.raw.append(number ?? .nan)
    }
  }

  /// Sets the features of row `row` whose text has to be looked at, which are 0 so far.
  ///
  /// - Returns: the first thing that is wrong with them; nil where nothing is.
  func setLookedAt(
    _ bytes: Span<UInt8>, line: Int, of row: Int, to batch: inout Batch,
    field: (Int) -> Range<Int>
  ) -> TableError? {
    var fault: TableError?
    for column in lookedAt {
      let text = bytes.extracting(bytes.trimmed(field(column.position)))
      let (number, found) = value(column, text, line, of: row, &batch)
      let first = batch.firstFeature(of: row, width: features.featureCount)
      batch.features[first + column.firstFeature] = number
      fault = fault ?? found
    }
    return fault
  }

  /// The columns whose text is wanted.
  var textPositions: [Int] {
    let all = categories.map(\.position) + learned + kept + (label.map { [$0] } ?? [])
    return Set(all).sorted()
  }

  /// Whether a row has anything to take beside numbers.
  var hasTexts: Bool {
    label != nil || !kept.isEmpty || !learned.isEmpty || !categories.isEmpty || !lookedAt.isEmpty
      || !measured.isEmpty
  }

  /// Sets the features of row `row` that come from text, which are 0 so far, and appends the label and
  /// the columns to be copied of the record that begins on `line`; what is no text is empty there.
  ///
  /// - Returns: the first thing that is wrong with them; nil where nothing is.
  func appendTexts(
    _ bytes: Span<UInt8>, line: Int, of row: Int, to batch: inout Batch,
    field: (Int) -> Range<Int>
  ) -> TableError? {
    var first: TableError?
    for column in categories {
      let text = bytes.extracting(bytes.trimmed(field(column.position)))
      let place = batch.firstFeature(of: row, width: features.featureCount)
      let fault = set(
        column, text, line, of: row, at: place + column.firstFeature, to: &batch)
      if let fault { first = first ?? fault }
    }
    for position in learned {
      let text = bytes.extracting(bytes.trimmed(field(position)))
      let isMissing = missingValues.at(position).contains(text)
      if isMissing, missing == .error {
        first = first ?? error(text, .missingLevel, position, line)
      }
      let fault = copy(
        isMissing ? text.extracting(0..<0) : text, to: &batch.learned, position, line)
      if let fault { first = first ?? fault }
    }
    if let label {
      let text = bytes.extracting(bytes.trimmed(field(label)))
      if missingValues.ofLabels.contains(text) {
        first = first ?? error(text, .missingLabel, label, line)
      }
      let fault = copy(text, to: &batch.labels, label, line)
      if let fault { first = first ?? fault }
    }
    for position in kept {
      let fault = copy(bytes.extracting(field(position)), to: &batch.kept, position, line)
      if let fault { first = first ?? fault }
    }
    return first
  }

  /// What to take from plain records.
  func plan(_ dialect: Dialect, hasTail: Bool) -> RowPlan {
    var plan = [RowPlan.Column](repeating: .text, count: columns.count)
    for column in features.columns where column.levels == nil && !column.needsText {
      plan[column.position] = .feature(column.firstFeature)
    }
    return RowPlan(
      plan + (hasTail ? [.tail] : []), featureCount: features.featureCount, dialect: dialect,
      wantsFields: hasTexts)
  }

  /// The error about a value in the field `tail` behind the last column; nil where it is empty.
  func valueBehind(
    _ tail: Int, _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, _ line: Int
  ) -> TableError? {
    let field = fields[tail]
    return field.isEmpty ? nil : error(bytes.extracting(field), .unnamedColumn, tail, line)
  }

  /// The columns of numbers that hold text in the record.
  func textColumns(_ bytes: Span<UInt8>, _ fields: Span<Range<Int>>) -> [Column] {
    features.columns.filter { column in
      guard column.levels == nil else { return false }
      do throws(ValueFault) {
        let text = bytes.extracting(bytes.trimmed(fields[column.position]))
        _ = try column.number(text, missing)
        return false
      } catch {
        return error == .notANumber
      }
    }.map { columns[$0.position] }
  }

  /// Appends what a number's field stands for that may be missing or no finite number; NaN where that is
  /// an error, which is returned.
  private func appendNotPlain(
    _ column: FeatureColumn, _ bytes: Span<UInt8>, _ field: Range<Int>, _ line: Int,
    to batch: inout Batch
  ) -> TableError? {
    let text = bytes.extracting(bytes.trimmed(field))
    let (number, fault) = value(column, text, line, of: batch.rowCount, &batch)
    batch.features.append(number)
    return fault
  }

  /// What the text of a number of row `row` stands for; NaN where that is an error, which is returned.
  private func value(
    _ column: FeatureColumn, _ text: Span<UInt8>, _ line: Int, of row: Int, _ batch: inout Batch
  ) -> (Float, TableError?) {
    do throws(ValueFault) {
      let number = try column.number(text, missing)
      if number.isNaN { addGap(column, of: row, .missing, isFault: false, to: &batch) }
      return (number.isNaN ? missing.value(column.firstFeature) : number, nil)
    } catch {
      addGap(
        column, of: row, error == .missing ? .missing : .invalid, isFault: true, to: &batch)
      return (.nan, self.error(text, error, column.position, line))
    }
  }

  /// Sets the features of a column of text, which are 0 so far, from `place` on.
  private func set(
    _ column: FeatureColumn, _ text: Span<UInt8>, _ line: Int, of row: Int, at place: Int,
    to batch: inout Batch
  ) -> TableError? {
    guard let levels = column.levels else { return nil }
    if column.missing.contains(text) {
      addGap(column, of: row, .missing, isFault: missing == .error, to: &batch)
      for i in 0..<levels.count {
        batch.features[place + i] = missing.value(column.firstFeature + i)
      }
      return missing == .error ? error(text, .missingLevel, column.position, line) : nil
    }
    if let index = levels.index(of: text) {
      batch.features[place + index] = 1
      return nil
    }
    addGap(column, of: row, .unknown, isFault: levels.column.unknown == .error, to: &batch)
    if levels.column.unknown == .error {
      for i in 0..<levels.count { batch.features[place + i] = .nan }
      return error(text, .unknownLevel(known: levels.texts), column.position, line)
    }
    return nil
  }

  private func copy(
    _ text: Span<UInt8>, to cells: inout TextCells, _ position: Int, _ line: Int
  ) -> TableError? {
    do throws(TableError.Fault) {
      try text.checkText()
    } catch {
      cells.append(text.extracting(0..<0))
      return columns.error(error, line: line, column: position)
    }
    cells.append(text)
    return nil
  }

  func error(
    _ text: Span<UInt8>, _ fault: ValueFault, _ position: Int, _ line: Int
  ) -> TableError {
    // Nobody reads more of it, and there may be megabytes.
    let limit = Limits.nameByteCount
    var value = String(decoding: [UInt8](copying: text.extracting(first: limit)), as: UTF8.self)
    if text.count > limit { value += "…" }
    return columns.error(.value(value, fault), line: line, column: position)
  }
}

extension MissingPolicy {
  /// What stands for a missing value of feature `index`.
  func value(_ index: Int) -> Float {
    guard case .values(let values) = self, values.indices.contains(index) else { return .nan }
    return values[index]
  }
}
