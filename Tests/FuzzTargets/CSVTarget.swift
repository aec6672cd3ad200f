import CCSV
import CSV
import Mutants
import Random

extension FuzzTarget {
  /// Records of text: the same in blocks of any size, and read row by row as read field by field.
  static let csv = FuzzTarget("csv") { bytes in
    var generator = generator(for: bytes)
    let delimiter: [Unicode.Scalar] = [",", "\t", ";", " "]
    for dialect in [.csv, Dialect(delimiter: UInt8(ascii: delimiter[generator.below(4)]))] {
      guard let dialect else { continue }
      let seed = UInt64(generator.next())
      let records = try CSVRecords(of: bytes, dialect, inPieces: false, quickly: false, seed)
      for (isInPieces, isQuick) in [(true, false), (false, true), (true, true)] {
        let others = try CSVRecords(
          of: bytes, dialect, inPieces: isInPieces, quickly: isQuick, seed)
        try records.check(others)
      }
      try checkRows(bytes, dialect, Philox(seed: seed, stream: 0))
    }
  }
}

/// What is read of a table.
private struct CSVRecords {
  private enum Record: Equatable {
    /// The fields as a sum, because millions of them are compared.
    case fields(Int, line: Int)
    case fault(CSVError)
  }

  private var records: [Record] = []

  /// - Parameter isQuick: whether rows of plain numbers are read in one step.
  init(
    of bytes: [UInt8], _ dialect: Dialect, inPieces isInPieces: Bool, quickly isQuick: Bool,
    _ seed: UInt64
  ) throws {
    do {
      try read(bytes, dialect, isInPieces, isQuick, Philox(seed: seed, stream: 0))
    } catch let error as CSVError {
      records.append(.fault(error))
    }
  }

  private mutating func read(
    _ bytes: [UInt8], _ dialect: Dialect, _ isInPieces: Bool, _ isQuick: Bool,
    _ generator: Philox
  ) throws {
    var reader = try BlockReader(
      file: "t.csv", dialect: dialect, blockSize: isInPieces ? 16 : 1024,
      source: source(bytes, inPieces: isInPieces))
    var scanner = RecordScanner(file: "t.csv", dialect: dialect)
    var generator = generator
    var block = Block()
    var plan: RowPlan?
    var places: [Int?] = []
    var features = 0
    var fields = RowFields()
    while try reader.next(&block) {
      scanner.begin(block)
      while true {
        if let plan {
          var values: [Float] = []
          let rows = scanner.nextRows(8, in: block, plan, values: &values, fields: &fields)
          for row in 0..<rows {
            let ranges = places.indices.map { fields[row, $0] }
            records.append(.fields(sum(ranges, in: block), line: scanner.line + row))
            try checkValues(values[(row * features)...], places, ranges, in: block)
          }
          if rows == 8 { continue }
        }
        do throws(CSVError) {
          guard try scanner.next(in: &block) else { break }
        } catch {
          guard error.fault.isOfOneRecord else { throw error }
          records.append(.fault(error))
          continue
        }
        records.append(.fields(sum(scanner.fields, in: block), line: scanner.line))
        if isQuick, plan == nil {
          places = scanner.fields.map { _ in
            guard generator.below(4) > 0 else { return nil }
            features += 1
            return features - 1
          }
          plan = RowPlan(
            places.map { $0.map { .feature($0) } ?? .text }, dialect: dialect, wantsFields: true)
        }
      }
    }
  }

  private func sum(_ fields: [Range<Int>], in block: CSV.Block) -> Int {
    block.withBytes { bytes in
      var hasher = Hasher()
      for field in fields {
        hasher.combine(field.count)
        for i in field { hasher.combine(bytes[i]) }
      }
      return hasher.finalize()
    }
  }

  /// The numbers of a quick row are those that the general reader finds.
  private func checkValues(
    _ values: ArraySlice<Float>, _ places: [Int?], _ fields: [Range<Int>], in block: CSV.Block
  ) throws {
    for case (let field, let place?) in Swift.zip(fields, places) {
      let text = block.withBytes { bytes in field.map { bytes[$0] } }
      let value = values[values.startIndex + place]
      try require(
        try value.bitPattern == Float(text: text.span).bitPattern,
        "a quick row has \(value) for \(String(decoding: text, as: UTF8.self))")
    }
  }

  func check(_ others: CSVRecords) throws {
    guard records != others.records else { return }
    let index = Swift.zip(records, others.records).enumerated().first { $1.0 != $1.1 }?.offset
    let i = index ?? min(records.count, others.records.count)
    func text(_ records: [Record]) -> String { i < records.count ? "\(records[i])" : "the end" }
    throw Finding("record \(i) is \(text(records)) or \(text(others.records))")
  }
}

/// Holds the rows that vectors read against those that the plain code reads: as far as both read, because each
/// leaves other numbers that are near to the middle of two floats.
private func checkRows(_ bytes: [UInt8], _ dialect: Dialect, _ generator: Philox) throws {
  var generator = generator
  let record = bytes.prefix { $0 != UInt8(ascii: "\n") }
  let width = min(64, 1 + record.count { $0 == dialect.delimiter })
  let hasText = generator.below(2) == 0
  var features: Int32 = 0
  var columns = (0..<width).map { _ in
    guard !hasText || generator.below(4) > 0 else { return Int32(CSV_TEXT) }
    features += 1
    return features - 1
  }
  if hasText, generator.below(4) == 0 {
    features -= columns[width - 1] >= 0 ? 1 : 0
    columns[width - 1] = Int32(CSV_TAIL)
  }
  let room = 64
  // What is behind a block does not matter, but for the line feed.
  let slack = (1..<Int(CSV_SLACK)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  let block = bytes + [UInt8(ascii: "\n")] + slack

  func read(isQuick: Bool) -> (rows: Int, values: [UInt32], fields: [UInt32]) {
    var position = 0
    var values = [Float](repeating: 0, count: room * Int(features))
    var fields = [UInt32](repeating: 0, count: 2 * room * width)
    let rows = columns.withUnsafeBufferPointer { columns in
      var plan = csv_plan(
        columns: columns.baseAddress, column_count: width, feature_count: Int(features),
        delimiter: dialect.delimiter, has_quotes: dialect.hasQuotes)
      return isQuick
        ? csv_read_rows(block, bytes.count, &position, &plan, room, &values, &fields)
        : csv_read_rows_anywhere(block, bytes.count, &position, &plan, room, &values, &fields)
    }
    return (rows, values.map(\.bitPattern), fields)
  }
  let (quick, plain) = (read(isQuick: true), read(isQuick: false))
  let rows = min(quick.rows, plain.rows)
  try require(
    quick.values.prefix(rows * Int(features)) == plain.values.prefix(rows * Int(features))
      && quick.fields.prefix(2 * rows * width) == plain.fields.prefix(2 * rows * width),
    "a record with vectors has other values or fields than without")
}
