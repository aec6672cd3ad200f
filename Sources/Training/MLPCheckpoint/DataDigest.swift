import Checksum
import MLPTraining

/// A sum over all that a run learns from and is judged by: names, numbers, targets, weights, and which rows
/// are for what.
///
/// A CRC-32C: it finds that a run is resumed with other data by accident, and costs little beside
/// reading the table.
public struct DataDigest: Sendable, Equatable, CustomStringConvertible {
  /// Eight hexadecimal digits.
  public let description: String
  /// The sum over the training rows' table alone, whichever of its rows are for what.
  let table: UInt32

  /// The digest of those rows.
  ///
  /// - Complexity: O(numbers in the tables).
  public init(training: TrainingRows, validation: TrainingRows?) {
    var sum: UInt32 = 0
    Self.add(training.table, to: &sum)
    table = sum
    Self.add(choiceOf: training, to: &sum)
    if let validation {
      Self.add(validation.table, to: &sum)
      Self.add(choiceOf: validation, to: &sum)
    }
    let digits = String(sum, radix: 16)
    description = String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func add(_ table: TrainingTable, to sum: inout UInt32) {
    for name in table.featureNames + table.labels {
      add([UInt64(name.utf8.count)], to: &sum)
      add(Array(name.utf8), to: &sum)
    }
    if table.origins.contains(where: { $0 != 0 }) { add(table.origins, to: &sum) }
    table.features.withSpan { sum = unsafe crc32c(sum, $0.bytes) }
    switch table.targets {
    case .classes(let classes): add(classes, to: &sum)
    case .values(let values):
      // As floats where they are floats, as before targets were kept in double precision.
      let floats = values.map(Float.init)
      if zip(values, floats).allSatisfy({ $0 == Double($1) }) {
        add(floats, to: &sum)
      } else {
        add(values, to: &sum)
      }
    }
    if let weights = table.weights { add(weights, to: &sum) }
  }

  private static func add(choiceOf rows: TrainingRows, to sum: inout UInt32) {
    let table = rows.table
    add([UInt64(table.featureNames.count), UInt64(table.rowCount), UInt64(rows.count)], to: &sum)
    add(rows.rows, to: &sum)
  }

  private static func add<T: BitwiseCopyable>(_ values: [T], to sum: inout UInt32) {
    sum = unsafe crc32c(sum, values.span.bytes)
  }
}
