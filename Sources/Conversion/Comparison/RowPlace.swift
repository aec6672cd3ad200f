/// Where a row stands in its table.
public struct RowPlace: Sendable, Equatable {
  /// The row among all rows, from 1; the header is none.
  public let number: Int
  /// The physical line that it begins on, from 1.
  public let line: Int

  /// Row `number`, which begins on line `line`.
  public init(number: Int, line: Int) {
    self.number = number
    self.line = line
  }
}
