import CSV
import MLPModel

@testable import Table

/// A table named `t.csv` of that text.
func table(
  _ text: String, _ dialect: Dialect = .csv, header: HeaderMode = .assumed
) throws -> TableReader {
  try table(Array(text.utf8), dialect, header: header)
}

func table(
  _ bytes: [UInt8], _ dialect: Dialect = .csv, header: HeaderMode = .assumed
) throws -> TableReader {
  var position = 0
  return try TableReader(file: "t.csv", dialect: dialect, header: header) { span in
    let count = min(span.byteCount, bytes.count - position)
    for i in 0..<count {
      span.storeBytes(of: bytes[position + i], toByteOffset: i, as: UInt8.self)
    }
    position += count
    return count
  }
}

/// The columns of a table of that text.
func columns(_ text: String, header: HeaderMode = .assumed) throws -> Columns {
  try table(text, header: header).columns
}

/// The message of the error that `body` throws; nil where it throws none.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

extension InputDescription {
  /// Numbers of these names.
  init(_ names: [String]) { self.init(features: names.map { Feature(name: $0) }) }
}

extension ColumnMap {
  init(
    features: [String], in columns: Columns, by match: ColumnMatch? = nil, others: [Int] = []
  ) throws {
    try self.init(InputDescription(features), in: columns, by: match, others: others)
  }

  var positions: [Int] { columns.map(\.position) }
}

extension LabelledTable {
  var featureNames: [String] { input.features.map(\.name) }
}

extension TextCells {
  var all: [String] { (0..<count).map { self[$0] } }
}

/// All rows of a table, in one batch.
func batch(
  _ table: consuming TableReader, _ map: ColumnMap, label: Int? = nil, kept: [Int] = [],
  missing: MissingPolicy = .error, spellings: MissingTexts? = nil,
  onFault policy: RowPolicy = .fail, wantsGaps: Bool = false
) throws -> Batch {
  var parser = table.parser(
    map, label: label, kept: kept, missing: missing, missingTexts: spellings, onFault: policy,
    wantsGaps: wantsGaps)
  var batch = parser.emptyBatch
  var block = Block()
  var table = table
  while try table.next(&block) { try parser.parse(&block, into: &batch) }
  return batch
}

/// All rows of a table, read by position.
func rows(
  _ text: String, features: Int, label: Int? = nil, kept: [Int] = [],
  missing: MissingPolicy = .error, header: HeaderMode = .assumed
) throws -> Batch {
  let table = try table(text, header: header)
  let map = try ColumnMap(
    features: PositionalNames.names(features), in: table.columns, others: label.map { [$0] } ?? [])
  return try batch(table, map, label: label, kept: kept, missing: missing)
}

/// An array as NumPy saves it: `type` such as `<i8`, then its elements in little-endian order.
func npy(_ type: String, rows: Int, columns: Int, _ elements: [UInt8]) -> [UInt8] {
  let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }\n"
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
    + elements
}

/// The bytes of `numbers`, in little-endian order.
func littleEndian(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
  numbers.flatMap { number in
    (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
