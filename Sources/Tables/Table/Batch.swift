/// Rows of a table as a model takes them.
public struct Batch: Sendable {
  /// How many rows there are.
  public internal(set) var rowCount = 0
  /// The features, [rowCount, features] in C order; all finite, or NaN where missing values may be.
  ///
  /// Without those of the first rows where these were given away.
  public internal(set) var features: [Float] = []
  /// The row that `features` begins with.
  private(set) var firstFeatureRow = 0
  /// The physical line that each row begins on, or the row of an array; from 1.
  public internal(set) var lines: [Int] = []
  /// The label of each row, without blanks around it; empty where no label's column was given.
  public internal(set) var labels = TextCells()
  /// The columns to be copied, [rowCount, kept columns] in C order, as they are in the table.
  public internal(set) var kept = TextCells()
  /// The columns of text whose levels are to be learned, [rowCount, such columns] in C order; an empty
  /// text where a value is missing.
  var learned = TextCells()
  /// The raw numbers of the columns that are measured, [rows, such columns] in C order; NaN where a value is
  /// missing.
  var raw: [Double] = []
  /// What became of rows that could not be used.
  public internal(set) var faults = RowFaults()
  /// Features that a row has no number of its own for, row after row; empty unless they are wanted.
  public internal(set) var gaps: [FeatureGap] = []

  /// The label's column; nil where none was given.
  let label: Column?
  let columns: Columns

  init(columns: Columns, label: Column?) {
    self.columns = columns
    self.label = label
  }

  /// Drops all rows and keeps their memory.
  public mutating func removeAll() {
    rowCount = 0
    firstFeatureRow = 0
    features.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    labels.removeAll()
    kept.removeAll()
    learned.removeAll()
    raw.removeAll(keepingCapacity: true)
    faults.removeAll()
    gaps.removeAll(keepingCapacity: true)
  }

  /// Drops the features of all rows, which are elsewhere now, and keeps the rows.
  mutating func removeFeatures() {
    features.removeAll(keepingCapacity: true)
    firstFeatureRow = rowCount
  }

  /// Where in `features` those of row `row` begin, of so many features a row.
  func firstFeature(of row: Int, width: Int) -> Int { (row - firstFeatureRow) * width }

  /// Takes the rows out that could not be used.
  ///
  /// - Complexity: O(rows), where there are any such.
  mutating func dropFaultyRows() {
    guard let first = faults.rows.first else { return }
    var isFaulty = [Bool](repeating: false, count: rowCount)
    for row in faults.rows { isFaulty[row] = true }
    let width = features.count / rowCount
    let (labelCount, keptCount) = (labels.count / rowCount, kept.count / rowCount)
    var moved = [Int](repeating: 0, count: rowCount)
    var count = first
    for row in first..<rowCount where !isFaulty[row] {
      moved[row] = count
      for i in 0..<width { features[count * width + i] = features[row * width + i] }
      lines[count] = lines[row]
      count += 1
    }
    features.removeLast((rowCount - count) * width)
    lines.removeLast(rowCount - count)
    labels.keep { !isFaulty[$0 / labelCount] }
    kept.keep { !isFaulty[$0 / keptCount] }
    gaps.removeAll { isFaulty[$0.row] }
    for i in gaps.indices where gaps[i].row > first { gaps[i].row = moved[gaps[i].row] }
    rowCount = count
    faults.removeRows()
  }

  /// An error about the label of row `row`.
  func labelError(_ row: Int, _ fault: ValueFault) -> TableError {
    columns.error(.value(labels[row], fault), line: lines[row], column: label?.position)
  }
}
