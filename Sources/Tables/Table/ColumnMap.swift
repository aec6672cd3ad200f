/// How the columns of a table are matched with a model's features.
public enum ColumnMatch: String, Sendable, CaseIterable {
  /// By the names in the header; columns of other names are passed over.
  case name
  /// By their order.
  case position
}

/// Where in a table's rows a model's features are.
public struct ColumnMap: Sendable, Equatable {
  /// The position, from 0, of each feature's column, in the order of the features.
  public let positions: [Int]

  /// Finds the columns of a model's features.
  ///
  /// - Parameters:
  ///   - features: the model's names, in its order.
  ///   - columns: the table's columns.
  ///   - match: how; nil matches by name where both sides have names, else by position.
  ///   - others: the positions of columns that are no features when matching by position: labels.
  /// - Throws: ``TableError`` where a name is missing or doubled, or the count is another.
  public init(
    features: [String], in columns: Columns, by match: ColumnMatch? = nil, others: [Int] = []
  ) throws(TableError) {
    let hasNames = columns.names != nil && !PositionalNames.matches(features)
    switch match ?? (hasNames ? .name : .position) {
    case .name: positions = try Self.positions(of: features, in: columns)
    case .position: positions = try Self.positions(features.count, in: columns, others)
    }
  }

  init(positions: [Int]) {
    self.positions = positions
  }

  private static func positions(
    of features: [String], in columns: Columns
  ) throws(TableError) -> [Int] {
    guard let names = columns.names else { throw columns.error(.noNames) }
    let found = Dictionary(names.indices.map { (names[$0], [$0]) }, uniquingKeysWith: +)
    let missing = features.filter { found[$0] == nil }
    if !missing.isEmpty {
      let known = Set(features)
      throw columns.error(
        .missingColumns(
          missing, of: features.count, unexpected: names.filter { !known.contains($0) }))
    }
    var positions: [Int] = []
    for name in features {
      let columnsOfName = found[name] ?? []
      if columnsOfName.count > 1 { throw columns.error(.duplicateName(name, columnsOfName)) }
      positions += columnsOfName
    }
    return positions
  }

  private static func positions(
    _ count: Int, in columns: Columns, _ others: [Int]
  ) throws(TableError) -> [Int] {
    let positions = (0..<columns.count).filter { !others.contains($0) }
    guard positions.count == count else {
      throw columns.error(
        .columnCount(found: positions.count, expected: count, others: others.count))
    }
    return positions
  }
}
