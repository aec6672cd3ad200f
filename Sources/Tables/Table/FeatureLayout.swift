import MLPModel

/// What some features of a row come from.
enum FeaturePart: Sendable {
  /// The next number of the row.
  case number
  /// Nothing: the next number of the row is no feature.
  case leftOut
  /// No number of the row: one feature that is missing in all rows.
  case missing
  /// The next number of the row, relative to an origin.
  case relative(RelativeColumn)
  /// The row's level of a column of text.
  case levels(LearnedColumn)
}

/// The features that a table's columns make, one column after the other.
struct FeatureLayout {
  private let unknown: CategoricalColumn.UnknownLevel
  private var features: [Feature] = []
  private var categories: [CategoricalColumn] = []
  /// The columns, in their order.
  private(set) var parts: [FeaturePart] = []

  /// No features yet; `unknown` is what becomes of a text that is no level.
  init(unknown: CategoricalColumn.UnknownLevel) {
    self.unknown = unknown
  }

  /// Adds a column of numbers; `relative` where they are relative to an origin.
  mutating func add(_ name: String, _ relative: RelativeColumn? = nil) {
    features.append(Feature(name: name, origin: relative?.origin ?? 0))
    parts.append(relative.map(FeaturePart.relative) ?? .number)
  }

  /// Passes over a column of numbers.
  mutating func leaveOut() { parts.append(.leftOut) }

  /// Adds a column that has no value in any row.
  mutating func addMissing(_ name: String) {
    features.append(Feature(name: name))
    parts.append(.missing)
  }

  /// Adds a column of text.
  mutating func add(_ name: String, _ column: LearnedColumn) {
    categories.append(
      CategoricalColumn(
        name: name, firstFeature: features.count, levels: column.levels, unknown: unknown))
    features += column.levels.map { Feature(name: "\(name)=\($0)") }
    parts.append(.levels(column))
  }

  /// A name that two features have; nil for none.
  var doubledName: String? {
    var seen: Set<String> = []
    return features.first { !seen.insert($0.name).inserted }?.name
  }

  /// The features, neither scaled nor with ranges.
  var input: InputDescription {
    InputDescription(features: features, categories: categories)
  }
}
