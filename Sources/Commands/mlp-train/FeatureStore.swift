import CommandLineTools
import Files
import MLPTraining
import Table

/// Where the features of a table go as it is read: memory, or a file in the folder of `--cache`.
struct FeatureStore {
  private let cache: FloatCache?

  /// A store in `folder`; nil for memory.
  ///
  /// - Throws: `CommandFailure` with exit code 1.
  init(folder: String?) throws {
    cache = try folder.map { folder in
      try Self.naming { try FloatCache(folder: folder) }
    }
  }

  /// Calls `body` with where the features are to go; nil for the table itself.
  ///
  /// - Throws: `CommandFailure` with exit code 3, or 1 where the file cannot be written.
  func read(_ body: (LabelledTable.FeatureSink?) throws -> LabelledTable) throws -> LabelledTable {
    try failing(with: .input) {
      try body(
        cache.map { cache in { features in try Self.naming { try cache.append(features) } } })
    }
  }

  /// The features of `table`, once it is read.
  ///
  /// - Throws: `CommandFailure` with exit code 1.
  func matrix(_ table: LabelledTable) throws -> FeatureMatrix {
    guard let cache else { return FeatureMatrix(table.rows.features) }
    return try Self.naming { FeatureMatrix(try cache.map()) }
  }

  private static func naming<R>(_ body: () throws -> R) throws(CommandFailure) -> R {
    do { return try body() } catch { throw CommandFailure(.failure, "--cache: \(error)") }
  }
}
