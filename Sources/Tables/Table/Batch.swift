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
  /// What became of rows that could not be used.
  public internal(set) var faults = RowFaults()
  /// Features that no value was found for, in the order of the rows; empty unless they are wanted.
  public internal(set) var gaps: [FeatureGap] = []

  /// The label's column; nil where none was given.
  let label: Column?
  let file: String
  /// Whether ``gaps`` is to be filled.
  let wantsGaps: Bool

  init(file: String, label: Column?, wantsGaps: Bool = false) {
    self.file = file
    self.label = label
    self.wantsGaps = wantsGaps
  }

  /// Drops all rows and keeps their memory.
  public mutating func removeAll() {
    rowCount = 0
    features.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    labels.removeAll()
    kept.removeAll()
    faults.removeAll()
    gaps.removeAll(keepingCapacity: true)
  }

  /// Notes that the row after the last has no number for `feature`.
  mutating func addGap(_ feature: Int, _ kind: FeatureGap.Kind) {
    if wantsGaps { gaps.append(FeatureGap(row: rowCount, feature: feature, kind: kind)) }
  }

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
    TableError(file: file, line: lines[row], column: label, fault: .value(labels[row], fault))
  }
}
