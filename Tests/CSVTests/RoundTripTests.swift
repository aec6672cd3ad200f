import TestSupport
import Testing

@testable import CSV

/// Random tables of awkward text, written and read back in blocks of every size.
@Suite struct RoundTripTests {
  static let alphabet = [
    "a", "é", "漢", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", "\t", " ", "1", "🙂",
  ]

  static func table(
    _ generator: inout SplitMix64, without excluded: Set<String> = []
  ) -> [[String]] {
    let alphabet = alphabet.filter { !excluded.contains($0) }
    let width = Int.random(in: 1...5, using: &generator)
    return (0..<Int.random(in: 1...12, using: &generator)).map { _ in
      (0..<width).map { _ in
        let length = Int.random(in: 0...4, using: &generator)
        return (0..<length).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        }
        .joined()
      }
    }
  }

  static func write(_ table: [[String]], _ dialect: Dialect) throws -> [UInt8] {
    var writer = RecordWriter(dialect)
    for record in table {
      for field in record { try writer.append(field) }
      writer.endRecord()
    }
    return writer.bytes
  }

  @Test(arguments: [Dialect.csv, Dialect(delimiter: 0x3B) ?? .csv])
  func quotedText(_ dialect: Dialect) throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<60 {
      let table = Self.table(&generator)
      let bytes = try Self.write(table, dialect)
      let whole = try records(bytes, dialect)
      #expect(whole.map(\.fields) == table)
      for piece in [1, 2, 3, 7, 4096] {
        for size in [3, 5, 64] {
          #expect(try records(bytes, dialect, piece: piece, blockSize: size) == whole)
        }
      }
    }
  }

  @Test func unquotedText() throws {
    var generator = SplitMix64(seed: 8)
    for _ in 0..<60 {
      let table = Self.table(&generator, without: ["\t", "\n", "\r", "\r\n"])
        .map { $0.map { $0.isEmpty ? "-" : $0 } }
      let bytes = try Self.write(table, .tsv)
      for piece in [1, 3, 4096] {
        #expect(try records(bytes, .tsv, piece: piece, blockSize: 5).map(\.fields) == table)
      }
    }
  }

  @Test(arguments: ["a\tb", "a\nb", "a\rb"])
  func textThatUnquotedTablesCannotHold(_ text: String) {
    #expect(throws: UnwritableText(text: text)) {
      var writer = RecordWriter(.tsv)
      try writer.append(text)
    }
  }

  @Test func numbersAndText() throws {
    var writer = RecordWriter(.csv)
    try writer.append("a \"b\"")
    writer.append(Float(0.1))
    writer.append(Float(0.123456), digits: 2)
    writer.append(-7)
    let numbers: [Float] = [0.5, -1, .nan, 1e-9, 0.123456]
    writer.append(numbers.span.extracting(0..<3))
    writer.append(numbers.span.extracting(0..<0))
    writer.append(numbers.span.extracting(3..<5), digits: 2)
    writer.endRecord()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "\"a \"\"b\"\"\",0.1,0.12,-7,0.5,-1,nan,1e-09,0.12\n")
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
  }

  /// Every float comes back with the same bits.
  @Test func floats() throws {
    var generator = SplitMix64(seed: 9)
    var writer = RecordWriter(.csv)
    var numbers: [Float] = []
    while numbers.count < 20_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard number.isFinite else { continue }
      numbers.append(number)
      writer.append(number)
      if numbers.count % 10 == 0 { writer.endRecord() }
    }
    var reader = try RecordReader(file: "t.csv", dialect: .csv, source: source(writer.bytes))
    var read: [UInt32] = []
    while try reader.next() {
      try reader.withRecord { bytes, fields in
        for i in fields.indices {
          read.append(try Float(text: bytes.extracting(fields[i])).bitPattern)
        }
      }
    }
    #expect(read == numbers.map(\.bitPattern))
  }
}
