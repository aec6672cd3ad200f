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
  public var columns: InputColumns { InputColumns(self) }
}

/// The columns of an input in order, each made when it is asked for.
///
/// - Complexity: a column O(log categories). Memory: 8 bytes for each column of text.
public struct InputColumns: Sendable, RandomAccessCollection {
  private let input: InputDescription
  /// Where the input's columns of text are among all.
  private let places: [Int]
  /// The number of columns.
  public let endIndex: Int

  fileprivate init(_ input: InputDescription) {
    var places: [Int] = []
    var (column, feature) = (0, 0)
    for category in input.categories {
      let first = category.firstFeature
      guard first >= feature, first < input.features.count else { break }
      column += first - feature
      places.append(column)
      column += 1
      feature = Swift.min(input.features.count, first + Swift.max(1, category.levels.count))
    }
    self.input = input
    self.places = places
    endIndex = column + input.features.count - feature
  }

  /// The position of the first column, 0.
  public var startIndex: Int { 0 }

  /// The column at `index`; traps where there is none.
  public subscript(index: Int) -> InputColumn {
    precondition(index >= 0 && index < endIndex)
    // How many columns of text are at `index` or before.
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] <= index { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return .number(input.features[index]) }
    let category = input.categories[low - 1]
    let distance = index - places[low - 1]
    if distance == 0 { return .category(category) }
    let next = category.firstFeature + Swift.max(1, category.levels.count)
    return .number(input.features[next + distance - 1])
  }
}
