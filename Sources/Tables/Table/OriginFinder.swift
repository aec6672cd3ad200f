import MLPModel

/// Finds the columns of numbers that lie so close together, so far from 0, that their differences are
/// lost when each is rounded to float32: time stamps of an hour, map coordinates with millimetres.
///
/// Such a column gets an origin, which is subtracted in double precision before rounding (SCHEMA.md,
/// "Input"). A column needs one where the largest error of rounding is above 1/8192 of its range, over all
/// rows. A float32 is off by at most 2^-24 of the number, so a column whose range is at least 1/2048 of its
/// largest magnitude never needs one. Nearly every column shows that in its first rows, and only the others
/// stay open: their numbers are wanted in double precision.
///
/// The result does not depend on how many rows come at a time. Memory: 8 bytes a row and open column, from its first
/// number on that is no float32 and another than those before it.
struct OriginFinder {
  /// The columns that may still turn out to need an origin, by their positions in the table.
  private(set) var open: [Int]

  private var statistics: [NumberColumn]
  private var rowCount = 0

  /// No rows yet of the columns at `positions`.
  init(at positions: [Int]) {
    open = positions
    statistics = positions.map { _ in NumberColumn() }
  }

  /// Takes the raw numbers of the last rows of `batch`, [rows, open columns], out of it.
  ///
  /// - Complexity: O(numbers).
  mutating func take(from batch: inout Batch) {
    guard !open.isEmpty else { return }
    let (width, rows) = (open.count, batch.raw.count / open.count)
    for k in open.indices {
      for row in 0..<rows { statistics[k].add(batch.raw[row * width + k], row: rowCount + row) }
    }
    rowCount += rows
    batch.raw.removeAll(keepingCapacity: true)
    let kept = open.indices.filter { !statistics[$0].isWide }
    (open, statistics) = (kept.map { open[$0] }, kept.map { statistics[$0] })
  }

  /// The columns that need an origin, by their positions in the table.
  var columns: [Int: RelativeColumn] {
    Dictionary(
      uniqueKeysWithValues: zip(open, statistics).compactMap { position, column in
        column.relative.map { (position, $0) }
      })
  }
}

/// A column of numbers of a table that was read to its end, relative to an origin.
struct RelativeColumn: Sendable {
  /// What is subtracted from each number.
  let origin: Double
  /// The row of the first of `values`; the numbers of the rows before it are all `constant` or, where that is nil,
  /// float32.
  fileprivate let firstRow: Int
  fileprivate let constant: Double?
  fileprivate let values: [Double]

  /// The feature of row `row`, whose number rounded to float32 is `rounded`; NaN where that is.
  func feature(of row: Int, _ rounded: Float) -> Float {
    if rounded.isNaN { return rounded }
    let number = row < firstRow ? constant ?? Double(rounded) : values[row - firstRow]
    return Feature.relative(number, to: origin)
  }
}

/// What is known of a column's numbers so far.
private struct NumberColumn {
  var minimum = Double.infinity
  var maximum = -Double.infinity
  /// The largest error of rounding to float32.
  var loss = 0.0
  /// As in ``RelativeColumn``.
  var firstRow = 0
  var constant: Double?
  var values: [Double] = []

  mutating func add(_ number: Double, row: Int) {
    let error = abs(number - Double(Float(number)))
    defer {
      if !number.isNaN {
        loss = max(loss, error)
        addToRange(number)
      }
    }
    if values.isEmpty {
      if number.isNaN { return }
      if minimum > maximum {
        constant = error > 0 ? number : nil
        return
      }
      if constant.map({ $0 == number }) ?? (error == 0) { return }
      firstRow = row
    }
    values.append(number)
  }

  private mutating func addToRange(_ number: Double) {
    if number < minimum { minimum = number }
    if number > maximum { maximum = number }
  }

  private var range: Double { maximum - minimum }

  private var magnitude: Double { max(abs(minimum), abs(maximum)) }

  /// Whether the column needs no origin, whatever numbers follow: with a range that is twice what it has to
  /// be, because numbers that follow may have a larger magnitude.
  var isWide: Bool { maximum >= minimum && range > 0 && range * 1024 >= magnitude }

  /// The column relative to its origin; nil where it needs none.
  var relative: RelativeColumn? {
    guard maximum > minimum, range * 2048 < magnitude, loss * 8192 > range else { return nil }
    return RelativeColumn(
      origin: Self.round(minimum + range / 2, within: range), firstRow: firstRow,
      constant: constant,
      values: values)
  }

  /// A number near `number` with few digits: the nearest multiple of the largest power of ten that is at
  /// most `range`.
  private static func round(_ number: Double, within range: Double) -> Double {
    var power = 1.0
    if range >= 1 {
      while power * 10 <= range { power *= 10 }
      return (number / power).rounded() * power
    }
    while 1 / power > range { power *= 10 }
    let rounded = (number * power).rounded() / power
    return rounded.isFinite ? rounded : number
  }
}
