import MLPModel

/// Rows to learn from: features, and what the network should say about each.
public struct TrainingTable: Sendable, Equatable {
  /// The feature columns, in the order of a row.
  public let featureNames: [String]
  /// Class names or output names, in the order of the outputs.
  public let labels: [String]
  /// The origin that each feature is relative to (`Feature.origin`), 0 for none.
  public let origins: [Double]
  /// The texts that are missing values in each feature's column (`Feature.missing`).
  public let missing: [MissingTexts]
  /// Features before any scaling, relative to their origins, shape [rows, `featureNames.count`], row-major.
  public let features: FeatureMatrix
  /// What the rows should give.
  public let targets: Targets
  /// How much each row counts, 0 or more; nil where all count 1.
  public let weights: [Float]?
  /// The columns of text among those that the features are made from.
  public let categories: [CategoricalColumn]
  /// Whether a feature of some row is NaN, for a missing value.
  public let hasMissingValues: Bool

  /// What the rows of a table should give.
  public enum Targets: Sendable, Equatable {
    /// The class of each row, as an index into the labels.
    case classes([Int32])
    /// Numbers, shape [rows, labels], row-major: regression targets, or the probability of each of
    /// several labels.
    case values([Double])
  }

  /// A table of those columns; NaN stands for a missing value, which a run needs an ``Imputation`` for.
  ///
  /// - Throws: ``TrainingError/table(_:found:expected:)`` where counts do not fit, there are no rows,
  ///   a number is infinite, a class is none of the labels, or a weight is below 0.
  /// - Complexity: O(numbers): each is looked at.
  public init(
    featureNames: [String], features: [Float], labels: [String], targets: Targets,
    weights: [Float]? = nil, categories: [CategoricalColumn] = [], origins: [Double]? = nil,
    missing: [MissingTexts]? = nil
  ) throws(TrainingError) {
    try self.init(
      featureNames: featureNames, features: FeatureMatrix(features), labels: labels,
      targets: targets, weights: weights, categories: categories, origins: origins,
      missing: missing)
  }

  /// The same with features in memory or in a file.
  public init(
    featureNames: [String], features: FeatureMatrix, labels: [String], targets: Targets,
    weights: [Float]? = nil, categories: [CategoricalColumn] = [], origins: [Double]? = nil,
    missing: [MissingTexts]? = nil
  ) throws(TrainingError) {
    self.featureNames = featureNames
    self.origins = origins ?? [Double](repeating: 0, count: featureNames.count)
    self.missing = missing ?? [MissingTexts](repeating: .builtIn, count: featureNames.count)
    self.labels = labels
    self.features = features
    self.targets = targets
    self.weights = weights
    self.categories = categories
    let odd = features.withSpan { all in
      all.indices.first { !all[$0].isFinite }.map { first in
        // From the first on: most tables have none.
        (first, infinite: (first..<all.count).first { all[$0].isInfinite })
      }
    }
    hasMissingValues = odd != nil
    guard !featureNames.isEmpty, !labels.isEmpty else {
      throw .table("columns", found: "none", expected: "one feature and one label at least")
    }
    guard self.origins.count == featureNames.count, self.origins.allSatisfy(\.isFinite) else {
      throw .table(
        "origins", found: "\(self.origins.count)",
        expected: "\(featureNames.count) finite numbers")
    }
    guard self.missing.count == featureNames.count else {
      throw .table(
        "texts of missing values", found: "\(self.missing.count) lists",
        expected: "\(featureNames.count), one a feature")
    }
    let rows = features.count / featureNames.count
    guard rows >= 1, rows <= Int(UInt32.max) else {
      throw .table("rows", found: "\(rows)", expected: "1 to \(UInt32.max)")
    }
    guard rows * featureNames.count == features.count else {
      throw .table(
        "features", found: "\(features.count) numbers",
        expected: "a multiple of \(featureNames.count)")
    }
    if let i = odd?.infinite {
      throw .table(
        "row \(i / featureNames.count), \(featureNames[i % featureNames.count])",
        found: "\(features.withSpan { $0[i] })", expected: "a finite number")
    }
    try checkTargets(rows)
    if let weights {
      guard weights.count == rows else {
        throw .table("weights", found: "\(weights.count)", expected: "\(rows), one a row")
      }
      if let i = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
        throw .table(
          "weight of row \(i)", found: "\(weights[i])", expected: "a finite number, 0 or more")
      }
    }
  }

  private func checkTargets(_ rows: Int) throws(TrainingError) {
    switch targets {
    case .classes(let classes):
      guard classes.count == rows else {
        throw .table("classes", found: "\(classes.count)", expected: "\(rows), one a row")
      }
      if let i = classes.firstIndex(where: { $0 < 0 || Int($0) >= labels.count }) {
        throw .table(
          "class of row \(i)", found: "\(classes[i])", expected: "0 to \(labels.count - 1)")
      }
    case .values(let values):
      guard values.count == rows * labels.count else {
        throw .table(
          "target values", found: "\(values.count)", expected: "\(rows) x \(labels.count)")
      }
      if let i = values.firstIndex(where: { !$0.isFinite }) {
        throw .table(
          "row \(i / labels.count), \(labels[i % labels.count])", found: "\(values[i])",
          expected: "a finite number")
      }
    }
  }

  /// The number of rows.
  public var rowCount: Int { features.count / featureNames.count }

  /// All rows, in their order.
  public var allRows: TrainingRows {
    TrainingRows(self, (0..<rowCount).map { UInt32(truncatingIfNeeded: $0) })
  }
}

/// Some rows of a table, in an order; the table is shared, not copied.
public struct TrainingRows: Sendable, Equatable {
  /// The table.
  public let table: TrainingTable
  /// The rows' numbers in the table, from 0.
  public let rows: [UInt32]

  init(_ table: TrainingTable, _ rows: [UInt32]) {
    self.table = table
    self.rows = rows
  }

  /// The number of rows.
  public var count: Int { rows.count }
}
