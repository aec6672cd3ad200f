import TestSupport
import Testing

@testable import CSV

/// Blocks that are told how many rows they may have: the same records, whatever the limit is.
@Suite struct RowLimitTests {
  /// The records of `bytes`, and the lines of the empty lines above them, in blocks of at most `limit`.
  private func blocks(
    _ bytes: [UInt8], _ limit: Int, piece: Int = .max, blockSize: Int = 64
  ) throws -> (records: [TextRecord], emptyLines: [Int], most: Int) {
    var reader = try BlockReader(
      file: "t", dialect: .csv, recordLimit: 1 << 20, blockSize: blockSize,
      source: source(bytes, piece: piece))
    var scanner = RecordScanner(file: "t", dialect: .csv)
    var block = Block()
    var (records, emptyLines): ([TextRecord], [Int]) = ([], [])
    var most = 0
    while try reader.next(&block, atMost: limit) {
      scanner.begin(block)
      var (count, emptyCount) = (0, 0)
      while true {
        do throws(CSVError) {
          guard try scanner.next(in: &block) else { break }
          records.append(
            TextRecord(
              scanner.line, scanner.fields.map { String(decoding: block.bytes[$0], as: UTF8.self) })
          )
          count += 1
        } catch {
          #expect(error.fault == .emptyLine)
          emptyLines.append(error.line)
          emptyCount += 1
        }
      }
      most = max(most, count, emptyCount)
    }
    return (records, emptyLines, most)
  }

  @Test func theRecordsAreTheSame() throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<40 {
      // Empty lines among them; none at the end, which are no fault.
      let parts = try (0..<8).map { _ in
        try RoundTripTests.write(
          [["x", RoundTripTests.table(&generator).joined().joined()]], .csv)
          + [UInt8](repeating: 10, count: Int.random(in: 0...3, using: &generator))
      }
      let bytes = parts.joined() + Array("end,1".utf8)
      let whole = try blocks(bytes, .max)
      #expect(whole.records.count == 9)
      for limit in [1, 2, 3, 7] {
        for (piece, size) in [(1, 3), (5, 64), (.max, 4096)] {
          let found = try blocks(bytes, limit, piece: piece, blockSize: size)
          #expect(found.records == whole.records)
          #expect(found.emptyLines == whole.emptyLines)
        }
      }
    }
  }

  /// Nothing but the block itself has them: no list of millions is made.
  @Test func noBlockHasMore() throws {
    let bytes = Array("a,b\n".utf8) + [UInt8](repeating: 10, count: 100_000) + Array("1,2\n".utf8)
    let found = try blocks(bytes, 1000, blockSize: 4096)
    #expect(found.emptyLines == Array(2...100_001))
    #expect(found.records.map(\.line) == [1, 100_002])
    #expect(found.most == 1000)
    let rows = try blocks(Array(String(repeating: "1\n", count: 10_000).utf8), 100, blockSize: 4096)
    #expect(rows.records.count == 10_000)
    #expect(rows.most == 100)
  }

  @Test func emptyLinesAtTheEndAreNoFault() throws {
    let bytes = Array("a\n".utf8) + [UInt8](repeating: 10, count: 10_000)
    let found = try blocks(bytes, 10, blockSize: 64)
    #expect(found.emptyLines.isEmpty)
    #expect(found.records.count == 1)
  }

  /// What a record has too many is counted and not kept.
  @Test func columnsAreLimited() throws {
    let limit = RecordScanner.columnLimit
    #expect(try records([UInt8](repeating: 0x2C, count: limit - 1))[0].fields.count == limit)
    let thrown = #expect(throws: CSVError.self) {
      _ = try records([UInt8](repeating: 0x2C, count: limit + 9))
    }
    #expect(thrown?.fault == .manyColumns(found: limit + 10, limit: limit))
    let wide = Array("a,b\n".utf8) + [UInt8](repeating: 0x2C, count: 1_000_000)
    let wrong = #expect(throws: CSVError.self) { _ = try records(wide) }
    #expect(wrong?.fault == .fieldCount(found: 1_000_001, expected: 2))
  }
}
