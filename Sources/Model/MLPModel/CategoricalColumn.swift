import Text

/// A column of text that goes into a model as features of 1 and 0, one for each level it may have.
///
/// The feature of the level that a row has is 1, the others are 0 ("one-hot"); offset and scale apply
/// to these numbers as to any other.
public struct CategoricalColumn: Sendable, Equatable {
  /// The column's name; no other column of the model has it.
  public let name: String
  /// Where the feature of the first level is among the model's features, from 0; those of the other
  /// levels follow it.
  public let firstFeature: Int
  /// The texts, in the order of their features: one at least, unique, none empty.
  public let levels: TextList
  /// What becomes of another text.
  public let unknown: UnknownLevel
  /// The texts of a table's cells that are missing values.
  public let missing: MissingTexts

  /// What becomes of a text that is no level.
  public enum UnknownLevel: String, Sendable, CaseIterable {
    /// The row is refused.
    case error
    /// All features of the column are 0.
    case zeros
  }

  /// A column of text; ``MultilayerPerceptron`` checks that its features are there.
  public init(
    name: String, firstFeature: Int, levels: TextList, unknown: UnknownLevel = .error,
    missing: MissingTexts = .builtIn
  ) {
    self.name = name
    self.firstFeature = firstFeature
    self.levels = levels
    self.unknown = unknown
    self.missing = missing
  }

  /// The same column with other texts that are missing values.
  public func with(missing: MissingTexts) -> CategoricalColumn {
    CategoricalColumn(
      name: name, firstFeature: firstFeature, levels: levels, unknown: unknown, missing: missing)
  }

  /// A column of text whose levels a program made.
  public init(
    name: String, firstFeature: Int, levels: [String], unknown: UnknownLevel = .error,
    missing: MissingTexts = .builtIn
  ) {
    self.init(
      name: name, firstFeature: firstFeature, levels: TextList(levels), unknown: unknown,
      missing: missing)
  }

  /// Whether a feature is one of the column's levels.
  func covers(_ feature: Int) -> Bool {
    feature >= firstFeature && feature - firstFeature < levels.count
  }
}

/// A column of a table that a model's features are made from.
public enum InputColumn: Sendable, Equatable {
  /// A number, which is a feature.
  case number(Feature)
  /// Text, which is one feature for each of its levels.
  case category(CategoricalColumn)

  /// The column's name.
  public var name: String {
    switch self {
    case .number(let feature): feature.name
    case .category(let category): category.name
    }
  }

  /// The texts of its cells that are missing values.
  public var missing: MissingTexts {
    switch self {
    case .number(let feature): feature.missing
    case .category(let category): category.missing
    }
  }
}

extension InputDescription {
  /// The columns that a row is made from, in the order of their features: fewer than there are
  /// features where some are of text.
  public var columns: [InputColumn] {
    var columns: [InputColumn] = []
    var rest = categories[...]
    var next = 0
    while next < features.count {
      if let category = rest.first, category.firstFeature == next {
        columns.append(.category(category))
        rest.removeFirst()
        next += max(1, category.levels.count)
      } else {
        columns.append(.number(features[next]))
        next += 1
      }
    }
    return columns
  }
}
