/// Rows of a table as a model takes them.
public struct Batch: Sendable {
  /// How many rows there are.
  public internal(set) var rowCount = 0
  /// The features, [rowCount, features] in C order; all finite, or NaN where missing values may be.
  public internal(set) var features: [Float] = []
  /// The physical line, from 1, that each row begins on.
  public internal(set) var lines: [Int] = []
  /// The label of each row, without blanks around it; empty where no label's column was given.
  public internal(set) var labels = TextCells()
  /// The columns to be copied, [rowCount, kept columns] in C order, as they are in the table.
  public internal(set) var kept = TextCells()

  /// The label's column; nil where none was given.
  let label: Column?
  let file: String

  init(file: String, label: Column?) {
    self.file = file
    self.label = label
  }

  /// Drops all rows and keeps their memory.
  public mutating func removeAll() {
    rowCount = 0
    features.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    labels.removeAll()
    kept.removeAll()
  }

  /// An error about the label of row `row`.
  func labelError(_ row: Int, _ fault: ValueFault) -> TableError {
    TableError(file: file, line: lines[row], column: label, fault: .value(labels[row], fault))
  }
}
