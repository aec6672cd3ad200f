import CSV
import MLPModel
import Text

/// The levels of a table's columns of text, learned as its rows come, and the level of each row.
struct LevelCollector: Sendable {
  /// The most levels of a column: each makes a feature, so that a column of names or numbers of
  /// customers would drown all others.
  static let levelLimit = 1000
  /// The longest level, in bytes: a name, not a document.
  static let byteLimit = 256

  private let table: Columns
  private let positions: [Int]
  /// For each column the texts in the order of their first row, and their places in it.
  private var texts: [[String]]
  private var codes: [[TextKey: UInt16]]
  /// The places, [rows, columns]; `UInt16.max` where a value is missing.
  private var rows: [UInt16] = []

  /// A collector for the columns at `positions`, without rows yet.
  init(_ table: Columns, at positions: [Int]) {
    self.table = table
    self.positions = positions
    texts = positions.map { _ in [] }
    codes = positions.map { _ in [:] }
  }

  /// Takes the texts of the last rows of `batch` out of it.
  ///
  /// - Throws: ``TableError`` for a level too many, or too long a one.
  mutating func take(from batch: inout Batch) throws(TableError) {
    let first = batch.rowCount - batch.learned.count / max(1, positions.count)
    for cell in 0..<batch.learned.count {
      let (row, k) = cell.quotientAndRemainder(dividingBy: positions.count)
      let text = batch.learned[cell]
      if text.isEmpty {
        rows.append(.max)
        continue
      }
      // The length first: whatever is longer is not compared.
      let key = text.utf8.count <= Self.byteLimit ? TextKey(text) : nil
      if let key, let code = codes[k][key] {
        rows.append(code)
      } else {
        rows.append(try add(text, key, to: k, line: batch.lines[first + row]))
      }
    }
    batch.learned.removeAll()
  }

  private mutating func add(
    _ text: String, _ key: TextKey?, to k: Int, line: Int
  ) throws(TableError) -> UInt16 {
    func error(_ fault: ValueFault) -> TableError {
      table.error(.value(text, fault), line: line, column: positions[k])
    }
    guard let key else { throw error(.longLevel(Self.byteLimit)) }
    guard texts[k].count < Self.levelLimit else { throw error(.manyLevels(Self.levelLimit)) }
    let code = UInt16(texts[k].count)
    texts[k].append(text)
    codes[k][key] = code
    return code
  }

  /// What was learned of each column; one without a value in any row has no level.
  var columns: [LearnedColumn] {
    positions.indices.map { k in
      let order = texts[k].indices.sorted {
        texts[k][$0].utf8.lexicographicallyPrecedes(texts[k][$1].utf8)
      }
      var places = [Int](repeating: 0, count: order.count)
      for (place, code) in order.enumerated() { places[code] = place }
      return LearnedColumn(
        levels: order.map { texts[k][$0] },
        rows: stride(from: k, to: rows.count, by: positions.count).map {
          rows[$0] == .max ? .max : UInt16(places[Int(rows[$0])])
        })
    }
  }
}

/// A column of text of a table that was read to its end.
struct LearnedColumn: Sendable {
  /// Its levels, sorted by their UTF-8 bytes.
  let levels: [String]
  /// The level of each row, as a place among these; `UInt16.max` where the value is missing.
  let rows: [UInt16]
}
