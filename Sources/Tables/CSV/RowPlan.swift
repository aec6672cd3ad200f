import CCSV

/// What each column of plain records is.
public struct RowPlan: Sendable {
  /// One column's part in a row.
  public enum Column: Sendable {
    /// A number, to be put in this place of the row.
    case feature(Int)
    /// Anything.
    case text
    /// The empty field behind a delimiter at the end of lines.
    case tail
  }

  /// How many columns there are.
  public var columnCount: Int { columns.count }

  private let columns: [Int32]
  private let featureCount: Int
  /// Whether a row has numbers that no column gives.
  private let hasOtherFeatures: Bool
  private let dialect: Dialect
  private let wantsFields: Bool

  /// A plan for records of these columns.
  ///
  /// - Parameters:
  ///   - featureCount: how many numbers a row has; those that no column gives are 0. As many as there
  ///     are columns of numbers where it is nil.
  ///   - wantsFields: whether the fields are wanted beside the numbers.
  public init(
    _ columns: [Column], featureCount: Int? = nil, dialect: Dialect, wantsFields: Bool
  ) {
    self.columns = columns.map {
      switch $0 {
      case .feature(let place): Int32(place)
      case .text: Int32(CSV_TEXT)
      case .tail: Int32(CSV_TAIL)
      }
    }
    let given = self.columns.count { $0 >= 0 }
    self.featureCount = featureCount ?? given
    hasOtherFeatures = self.featureCount > given
    self.dialect = dialect
    self.wantsFields = wantsFields
  }

  func read(
    _ count: Int, _ block: borrowing Block, _ position: inout Int, _ values: inout [Float],
    _ fields: inout RowFields
  ) -> Int {
    var rows = 0
    fields.prepare(rows: wantsFields ? count : 0, columns: columnCount)
    unsafe columns.withUnsafeBufferPointer { columns in
      var plan = unsafe csv_plan(
        columns: columns.baseAddress, column_count: columns.count, feature_count: featureCount,
        delimiter: dialect.delimiter, has_quotes: dialect.hasQuotes)
      values.append(addingCapacity: count * featureCount) { output in
        unsafe output.withUnsafeMutableBufferPointer { values, used in
          if hasOtherFeatures {
            unsafe values[used..<used + count * featureCount].initialize(repeating: 0)
          }
          unsafe block.bytes.withUnsafeBufferPointer { bytes in
            unsafe fields.bounds.withUnsafeMutableBufferPointer { bounds in
              unsafe rows = csv_read_rows(
                bytes.baseAddress, block.end, &position, &plan, count,
                values.baseAddress.map { unsafe $0 + used },
                wantsFields ? bounds.baseAddress : nil)
            }
          }
          used += rows * featureCount
        }
      }
    }
    return rows
  }
}

/// The fields of some plain records, [rows, columns], as ranges of a block's bytes.
public struct RowFields: Sendable {
  fileprivate var bounds: [UInt32] = []
  private var columns = 0

  /// No fields yet.
  public init() {}

  /// The field of a row in a column.
  public subscript(row: Int, column: Int) -> Range<Int> {
    let i = 2 * (row * columns + column)
    return Int(bounds[i])..<Int(bounds[i + 1])
  }

  fileprivate mutating func prepare(rows: Int, columns: Int) {
    self.columns = columns
    let missing = 2 * rows * columns - bounds.count
    if missing > 0 { bounds.append(contentsOf: repeatElement(0, count: missing)) }
  }
}

extension Block {
  /// Calls `body` with the bytes that fields are ranges of.
  public func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(bytes.span)
  }
}
