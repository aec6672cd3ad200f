import MLPModel

/// What the root attribute `format` says of every model file, in every schema version.
public let formatName = "mlp-model"

/// The version of the file's structure, in the root attribute `schema_version`.
public enum SchemaVersion {
  /// The version that is written, and the newest that is read; all before it are read too.
  public static let current: Int64 = 1
}

/// The version of the runtime's arithmetic: the order of its sums, its polynomials.
///
/// Under the version that a file names, its verification rows come out bit for bit.
public enum ArithmeticVersion {
  /// The version that is written, and the newest that is read.
  public static let current: Int64 = 1
}

/// A part of the schema that a reader has to know to understand a file that uses it: an entry of
/// `required_features`.
enum RequiredFeature: String, CaseIterable {
  /// Features relative to origins: the dataset `/input/origin`.
  case origin = "input/origin"
  /// Columns whose cells are missing values by other texts than the built-in ones: the group `/input/missing`.
  case missing = "input/missing"

  /// What `model` uses, in the order of the table in SCHEMA.md.
  static func used(by model: MultilayerPerceptron) -> [RequiredFeature] {
    (model.input.hasOrigins ? [.origin] : []) + (model.input.hasMissingTexts ? [.missing] : [])
  }
}
