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

/// The entries of `required_features` that this reader knows: schema 1 as first published has none.
let knownFeatures: [String] = []
