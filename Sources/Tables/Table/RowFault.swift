import CSV

/// What becomes of a row that cannot be used.
public enum RowPolicy: String, Sendable, CaseIterable {
  /// It is an error.
  case fail
  /// It stays, with NaN where a number could not be read and without the texts that could not.
  case nan
  /// It is left out.
  case skip
}

/// Why one row of a table cannot be used, while those around it can.
public enum RowFault: Error, Equatable, CustomStringConvertible {
  /// A value is not what its column needs.
  case value(TableError)
  /// The row has another number of fields than the header, or none.
  case record(CSVError)

  /// The physical line, from 1, that the row begins on.
  public var line: Int {
    switch self {
    case .value(let error): error.line ?? 0
    case .record(let error): error.line
    }
  }

  /// The column; nil where the fault is the whole row's.
  public var column: Column? {
    if case .value(let error) = self { error.column } else { nil }
  }

  /// The text that was found; nil where the fault is the whole row's, or it is no text.
  public var value: String? {
    if case .value(let error) = self, case .value(let text, _) = error.fault { text } else { nil }
  }

  /// What was found, what was expected, and what to do.
  public var reason: String {
    switch self {
    case .value(let error): "\(error.fault)"
    case .record(let error): "\(error.fault)"
    }
  }

  /// One line for a person, with the file, the line and the column.
  public var description: String {
    switch self {
    case .value(let error): "\(error)"
    case .record(let error): "\(error)"
    }
  }
}

/// The rows of a batch that could not be used.
public struct RowFaults: Sendable, Equatable {
  /// What was wrong, one a row, in the order of the table: of rows that stayed and of those left out.
  public private(set) var reasons: [RowFault] = []
  /// The rows of the batch that stand for one that could not be used, ascending.
  public private(set) var rows: [Int] = []

  mutating func append(_ fault: RowFault, row: Int) {
    reasons.append(fault)
    rows.append(row)
  }

  /// Whether `row` is one of ``rows``, where it is asked for one row after the other.
  ///
  /// - Parameter next: 0 at first, then what the last call made of it.
  public func isFaulty(_ row: Int, from next: inout Int) -> Bool {
    while next < rows.count, rows[next] < row { next += 1 }
    return next < rows.count && rows[next] == row
  }

  /// Forgets which rows they were, when these are gone.
  mutating func removeRows() { rows.removeAll(keepingCapacity: true) }

  mutating func removeAll() {
    reasons.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
  }
}

/// A column of the model that a row has no value for that the model knows.
public struct FeatureGap: Sendable, Equatable {
  /// Why there is none.
  public enum Kind: Sendable {
    /// The value is missing, whatever stands for it then.
    case missing
    /// There is something that is no value.
    case invalid
    /// There is a text that is none of the column's levels, whether or not that is an error.
    case unknown
  }

  /// The row of the batch.
  public internal(set) var row: Int
  /// The index of the column's first feature.
  public let feature: Int
  /// Why there is none.
  public let kind: Kind
  /// Whether the row cannot be used for that.
  public let isFault: Bool
}
