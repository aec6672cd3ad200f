import MLPModel
import MLPSchema

/// Which of a table's features are columns of text.
public enum CategoryChoice: Sendable, Equatable {
  /// Those of these names, or `#N`.
  case named([String])
  /// Those at these places among the features' columns, from 0.
  case places([Int])
}

/// Which columns of a table to learn from.
public struct TrainingColumns: Sendable, Equatable {
  /// The labels' columns, by name or `#N`; none for the last one of the table.
  public var labels: [String]
  /// The features' columns in this order; nil for all but the labels', in the table's order.
  public var features: [String]?
  /// The column of the rows' weights, which is no feature, by name or `#N`; nil for none.
  public var weight: String?
  /// Columns that are no features.
  public var ignored: [String]
  /// Columns of text among the features.
  public var categorical: CategoryChoice
  /// What becomes of a text that is no level, in a model of these columns.
  public var unknown: CategoricalColumn.UnknownLevel

  /// A choice of columns; by default the last is the label and all others are features.
  public init(
    labels: [String] = [], features: [String]? = nil, weight: String? = nil,
    ignored: [String] = [], categorical: CategoryChoice = .named([]),
    unknown: CategoricalColumn.UnknownLevel = .error
  ) {
    self.labels = labels
    self.features = features
    self.weight = weight
    self.ignored = ignored
    self.categorical = categorical
    self.unknown = unknown
  }

  /// The positions of the labels, one at least, the features, the weight, and those of the features that
  /// are text.
  ///
  /// - Throws: ``TableError`` where a column does not exist, is chosen twice, has no name under a
  ///   header or shares it, or where no feature is left.
  public func positions(
    in columns: Columns
  ) throws(TableError) -> (
    labels: [Int], features: [Int], weight: Int?, categorical: Set<Int>
  ) {
    let weight = try self.weight.map { name throws(TableError) in try columns.position(of: name) }
    let labels = try Self.labels(self.labels, in: columns)
    var chosen: [Int] = []
    for name in features ?? [] { chosen.append(try columns.position(of: name)) }
    var isUsed = [Bool](repeating: false, count: columns.count)
    func use(_ position: Int) throws(TableError) {
      if isUsed[position] { throw columns.error(.alreadyUsed, column: position) }
      isUsed[position] = true
    }
    for label in labels { try use(label) }
    if let weight { try use(weight) }
    for position in chosen { try use(position) }
    for name in ignored { try use(columns.position(of: name)) }
    if features == nil { chosen = (0..<columns.count).filter { !isUsed[$0] } }
    guard !chosen.isEmpty else { throw columns.error(.noFeatures) }
    try checkNames(columns, chosen)
    var categorical: Set<Int> = []
    let features = Set(chosen)
    switch self.categorical {
    case .named(let names):
      for name in names {
        let position = try columns.position(of: name)
        guard features.contains(position) else {
          throw columns.error(.categoryIsNoFeature, column: position)
        }
        categorical.insert(position)
      }
    case .places(let places):
      categorical = Set(places.filter(chosen.indices.contains).map { chosen[$0] })
    }
    return (labels, chosen, weight, categorical)
  }

  /// The positions of the labels' columns: the last column where `names` has none.
  static func labels(_ names: [String], in columns: Columns) throws(TableError) -> [Int] {
    if names.isEmpty { return [columns.count - 1] }
    var positions: [Int] = []
    for name in names { positions.append(try columns.position(of: name)) }
    return positions
  }

  private func checkNames(_ columns: Columns, _ features: [Int]) throws(TableError) {
    guard let names = columns.names else { return }
    for position in features {
      let name = names[position]
      if name.isEmpty { throw columns.error(.unnamedFeature(position), column: position) }
      if name.utf8.count > Limits.nameByteCount {
        throw columns.error(.longFeatureName(name.utf8.count), column: position)
      }
      let same = columns.positions(named: name)
      if same.count > 1 { throw columns.error(.duplicateName(name, same)) }
    }
  }
}
