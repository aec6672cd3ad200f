import MLPModel

/// How the columns of a table are matched with those of a model.
public enum ColumnMatch: String, Sendable, CaseIterable {
  /// By the names in the header; columns of other names are passed over.
  case name
  /// By their order.
  case position
}

/// A column of a table and the features that are made from it.
struct FeatureColumn: Sendable, Equatable {
  /// Where in a record it is, from 0.
  let position: Int
  /// The place of its first feature in a row.
  let firstFeature: Int
  /// The levels of a column of text, each a feature; nil for a number, which is one feature.
  var levels: CategoryLevels?
  /// What is subtracted from a number, in double precision, before it is rounded to a feature.
  var origin = 0.0
  /// The texts of its cells that are missing values.
  var missing = MissingValues.builtIn

  /// Whether no value may be read without a look at its text.
  var needsText: Bool { origin != 0 || missing.haveNumbers }
}

/// Where in a table's rows a model's features come from.
public struct ColumnMap: Sendable, Equatable {
  /// The columns, in the order of their features.
  private(set) var columns: [FeatureColumn]
  /// How many features they make.
  public let featureCount: Int

  /// Finds a model's columns.
  ///
  /// - Parameters:
  ///   - input: what the model takes.
  ///   - columns: the table's columns.
  ///   - match: how; nil matches by name where both sides have names, else by position.
  ///   - others: the positions of columns that are no features when matching by position: labels.
  /// - Throws: ``TableError`` where a name is missing or doubled, or the count is another; `OutOfMemory`.
  public init(
    _ input: InputDescription, in columns: Columns, by match: ColumnMatch? = nil,
    others: [Int] = []
  ) throws {
    let wanted = input.columns
    // One at a time: there may be a million.
    let names = wanted.lazy.map(\.name)
    let hasNames = columns.names != nil && !PositionalNames.matches(names)
    let positions =
      switch match ?? (hasNames ? .name : .position) {
      case .name: try Self.positions(of: names, in: columns)
      case .position: try Self.positions(names.count, in: columns, others)
      }
    try self.init(wanted, at: positions)
  }

  /// Numbers alone, one feature from each of the columns at `positions`, with the texts that are missing values in
  /// each; by default the built-in ones.
  init(positions: [Int], missing: [MissingValues]? = nil) {
    columns = positions.enumerated().map {
      FeatureColumn(position: $1, firstFeature: $0, missing: missing?[$0] ?? .builtIn)
    }
    featureCount = positions.count
  }

  /// The same columns with those texts that are missing values in each of them.
  func with(missing: MissingValues) -> ColumnMap {
    var map = self
    for i in columns.indices { map.columns[i].missing = missing }
    return map
  }

  /// The texts that are missing values in any of the columns.
  var allMissing: MissingValues {
    guard let first = columns.first?.missing else { return .builtIn }
    return columns.allSatisfy { $0.missing === first }
      ? first : MissingValues(MissingTexts(union: columns.map(\.missing.texts)))
  }

  private init(_ input: InputColumns, at positions: [Int]) throws {
    var columns: [FeatureColumn] = []
    columns.reserveCapacity(input.count)
    var next = 0
    var finders = MissingValueFinders()
    for (column, position) in zip(input, positions) {
      let missing = finders.finder(of: column.missing)
      switch column {
      case .number(let feature):
        columns.append(
          FeatureColumn(
            position: position, firstFeature: next, origin: feature.origin, missing: missing))
        next += 1
      case .category(let category):
        columns.append(
          FeatureColumn(
            position: position, firstFeature: next, levels: try CategoryLevels(category),
            missing: missing))
        next += category.levels.count
      }
    }
    self.columns = columns
    featureCount = next
  }

  private static func positions(
    of wanted: some Collection<String>, in columns: Columns
  ) throws(TableError) -> [Int] {
    guard let names = columns.names else { throw columns.error(.noNames) }
    var positions: [Int] = []
    positions.reserveCapacity(wanted.count)
    var known = [Bool](repeating: false, count: names.count)
    var missing: [String] = []
    var doubled: TableError?
    for name in wanted {
      let found = columns.positions(named: name)
      if found.isEmpty { missing.append(name) }
      if found.count > 1 { doubled = doubled ?? columns.error(.duplicateName(name, found)) }
      positions += found.prefix(1)
      for position in found { known[position] = true }
    }
    if !missing.isEmpty {
      let unexpected = names.indices.filter { !known[$0] }.map { names[$0] }
      throw columns.error(.missingColumns(missing, of: wanted.count, unexpected: unexpected))
    }
    if let doubled { throw doubled }
    return positions
  }

  private static func positions(
    _ count: Int, in columns: Columns, _ others: [Int]
  ) throws(TableError) -> [Int] {
    let none = Set(others)
    let positions = (0..<columns.count).filter { !none.contains($0) }
    guard positions.count == count else {
      throw columns.error(
        .columnCount(found: positions.count, expected: count, others: others.count))
    }
    return positions
  }
}
