import CommandLineTools
import Files
import MLPTraining
import Storage
import Table

/// Where the features of a table go as it is read: memory, or a file in the folder of `--cache`.
struct FeatureStore {
  private let folder: String?
  private let cache: FloatCache?

  /// A store in `folder`; nil for memory.
  ///
  /// - Throws: `CommandFailure` with exit code 1.
  init(folder: String?) throws {
    self.folder = folder
    cache = try folder.map { folder in
      try Self.naming { try FloatCache(folder: folder) }
    }
  }

  /// Calls `body` with where the numbers are to go; nil for the table itself.
  ///
  /// - Throws: `CommandFailure` with exit code 3, or 1 where the file cannot be written.
  func read(_ body: (LabelledTable.NumberSink?) throws -> LabelledTable) throws -> LabelledTable {
    try failing(with: .input) {
      try body(
        cache.map { cache in { features in try Self.naming { try cache.append(features) } } })
    }
  }

  /// The features of `table`, once it is read.
  ///
  /// - Throws: `CommandFailure` with exit code 1.
  func matrix(_ table: LabelledTable) throws -> FeatureMatrix {
    guard let cache, let folder else {
      let numbers = table.rows.features
      return FeatureMatrix(
        table.hasOtherFeatures
          ? table.features(of: 0..<table.rows.rowCount, numbers: numbers.span) : numbers)
    }
    return try Self.naming {
      let numbers = try cache.map()
      return FeatureMatrix(
        table.hasOtherFeatures ? try others(numbers, of: table, in: folder).map() : numbers)
    }
  }

  /// The features of `table` in another file of the folder, now that its levels, its origins and the columns
  /// without a value are known.
  private func others(
    _ numbers: MappedFloats, of table: LabelledTable, in folder: String
  ) throws -> FloatCache {
    let features = try FloatCache(folder: folder)
    let (rows, width) = (table.rows.rowCount, numbers.count / table.rows.rowCount)
    try numbers.withSpan { numbers in
      for start in stride(from: 0, to: rows, by: 4096) {
        let range = start..<min(rows, start + 4096)
        let part = numbers.extracting(range.lowerBound * width..<range.upperBound * width)
        try features.append(table.features(of: range, numbers: part).span)
      }
    }
    return features
  }

  private static func naming<R>(_ body: () throws -> R) throws(CommandFailure) -> R {
    do { return try body() } catch { throw CommandFailure(.failure, "--cache: \(error)") }
  }
}
