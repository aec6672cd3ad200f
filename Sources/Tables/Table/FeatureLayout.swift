import MLPModel
import MLPSchema
import Text

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
  mutating func add(
    _ name: String, _ relative: RelativeColumn? = nil, missing: MissingTexts
  ) {
    features.append(Feature(name: name, origin: relative?.origin ?? 0, missing: missing))
    parts.append(relative.map(FeaturePart.relative) ?? .number)
  }

  /// Passes over a column of numbers.
  mutating func leaveOut() { parts.append(.leftOut) }

  /// Adds a column that has no value in any row.
  mutating func addMissing(_ name: String, missing: MissingTexts) {
    features.append(Feature(name: name, missing: missing))
    parts.append(.missing)
  }

  /// Adds a column of text.
  ///
  /// - Returns: what is wrong with it; nil where nothing is.
  mutating func add(
    _ name: String, _ column: LearnedColumn, missing: MissingTexts
  ) -> TableError.Fault? {
    categories.append(
      CategoricalColumn(
        name: name, firstFeature: features.count, levels: column.levels, unknown: unknown,
        missing: missing))
    let names = column.levels.map { "\(name)=\($0)" }
    features += names.map { Feature(name: $0) }
    parts.append(.levels(column))
    let long = names.firstIndex { $0.utf8.count > Limits.nameByteCount }
    return long.map { .longLevelName(column.levels[$0], names[$0].utf8.count) }
  }

  /// What is wrong with how many features or columns of text there are; nil where nothing is.
  var faultOfNumbers: TableError.Fault? {
    if features.count > Limits.width { return .manyFeatures(features.count) }
    return categories.count > Limits.categoryCount ? .manyCategories(categories.count) : nil
  }

  /// A name that two features have; nil for none.
  var doubledName: String? {
    var seen: Set<TextKey> = []
    return features.first { !seen.insert(TextKey($0.name)).inserted }?.name
  }

  /// The features, neither scaled nor with ranges.
  var input: InputDescription {
    InputDescription(features: features, categories: categories)
  }
}
