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
      let records = try records(of: bytes, dialect, inPieces: false, quickly: false, seed)
      for (isInPieces, isQuick) in [(true, false), (false, true), (true, true)] {
        let others = try CSVRecords(
          of: bytes, dialect, inPieces: isInPieces, quickly: isQuick, seed)
        try records.check(others)
      }
      try checkRows(bytes, dialect, Philox(seed: seed, stream: 0))
    }
  }

  private static func records(
    of bytes: [UInt8], _ dialect: Dialect, inPieces: Bool, quickly: Bool, _ seed: UInt64
  ) throws -> CSVRecords {
    try CSVRecords(of: bytes, dialect, inPieces: inPieces, quickly: quickly, seed)
  }
}

/// What is read of a table.
private struct CSVRecords {
  private enum Record: Equatable {
    case fields([[UInt8]], line: Int)
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
    var fields = RowFields()
    while try reader.next(&block) {
      scanner.begin(block)
      while true {
        if let plan {
          var values: [Float] = []
          let rows = scanner.nextRows(8, in: block, plan, values: &values, fields: &fields)
          for row in 0..<rows {
            let texts = places.indices.map { column in
              block.withBytes { bytes in fields[row, column].map { bytes[$0] } }
            }
            records.append(.fields(texts, line: scanner.line + row))
            let count = places.count { $0 != nil }
            for case (let text, let place?) in Swift.zip(texts, places) {
              let value = values[row * count + place]
              try require(
                try value.bitPattern == Float(text: text.span).bitPattern,
                "a quick row has \(value) for \(String(decoding: text, as: UTF8.self))")
            }
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
        let texts = scanner.fields.map { range in
          block.withBytes { bytes in range.map { bytes[$0] } }
        }
        records.append(.fields(texts, line: scanner.line))
        if isQuick, plan == nil {
          var count = 0
          places = texts.map { _ in
            defer { count += 1 }
            guard generator.below(4) > 0 else {
              count -= 1
              return nil
            }
            return count
          }
          plan = RowPlan(
            places.map { $0.map { .feature($0) } ?? .text }, dialect: dialect, wantsFields: true)
        }
      }
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

/// Holds the rows that vectors read against those that the plain code reads.
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

  func read(isQuick: Bool) -> (rows: Int, position: Int, values: [UInt32], fields: [UInt32]) {
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
    return (
      rows, position, values.prefix(rows * Int(features)).map(\.bitPattern),
      Array(fields.prefix(2 * rows * width))
    )
  }
  let (quick, plain) = (read(isQuick: true), read(isQuick: false))
  try require(
    quick == plain,
    "\(quick.rows) rows up to byte \(quick.position) with vectors, \(plain.rows) up to byte \(plain.position)"
  )
}
