import CCSV
import TestSupport
import Testing

@testable import CSV

/// Rows of plain numbers, read in one step: the same as field by field, and nothing else is taken.
@Suite struct PlainRowsTests {
  typealias Reader =
    @Sendable (
      UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?, UnsafePointer<csv_plan>?, Int,
      UnsafeMutablePointer<Float>?, UnsafeMutablePointer<UInt32>?
    ) -> Int

  static let readers: [Reader] = [csv_read_rows, csv_read_rows_anywhere]

  /// What is read of `text`, and where the reader stopped.
  static func read(
    _ text: String, _ columns: [Int32], features: Int? = nil, delimiter: Unicode.Scalar = ",",
    quotes: Bool = true, _ reader: Reader
  ) -> (rows: Int, values: [Float], fields: [String], rest: String) {
    let slack = [UInt8](repeating: UInt8(ascii: "7"), count: Int(CSV_SLACK))
    let bytes = slack + Array(text.utf8) + [UInt8(ascii: "\n")] + slack
    let end = slack.count + text.utf8.count
    let features = features ?? columns.count { $0 >= 0 }
    var position = slack.count
    var values = [Float](repeating: 0, count: 1000 * max(1, features))
    var fields = [UInt32](repeating: 0, count: 2000 * columns.count)
    let rows = columns.withUnsafeBufferPointer { columns in
      var plan = csv_plan(
        columns: columns.baseAddress, column_count: columns.count, feature_count: features,
        delimiter: UInt8(ascii: delimiter), has_quotes: quotes)
      return reader(bytes, end, &position, &plan, 1000, &values, &fields)
    }
    let texts = (0..<rows * columns.count).map {
      String(decoding: bytes[Int(fields[2 * $0])..<Int(fields[2 * $0 + 1])], as: UTF8.self)
    }
    return (
      rows, Array(values.prefix(rows * features)), texts,
      String(decoding: bytes[position..<end], as: UTF8.self)
    )
  }

  @Test(arguments: readers.indices)
  func numbersTextsAndTheTail(_ reader: Int) {
    let found = Self.read(
      "1.5,é a,-2,\n 3,,4e2,\r\n.5,x,6.,\n", [1, Int32(CSV_TEXT), 0, Int32(CSV_TAIL)],
      Self.readers[reader])
    #expect(found.rows == 3)
    #expect(found.values == [-2, 1.5, 400, 3, 6, 0.5])
    #expect(
      found.fields == ["1.5", "é a", "-2", "", " 3", "", "4e2", "", ".5", "x", "6.", ""])
    #expect(found.rest.isEmpty)
  }

  /// Whole numbers of few digits have a way of their own, which others beside them must not change.
  @Test(arguments: readers.indices)
  func everyShortNumber(_ reader: Int) {
    let forms: [String] = (0..<1000).flatMap { number -> [String] in
      let text = String(number)
      return [
        text, "0" + text, "00" + text, "-" + text, text + ".", text + ".5", text + "e2",
        text + "000",
      ]
    }
    let ends: [String] = ["\n", "\r\n"]
    for start in stride(from: 0, to: forms.count, by: 16) {
      let row: [String] = Array(forms[start..<start + 16])
      let text = row.joined(separator: ",") + ends[start / 16 % 2]
      let found = Self.read(text, (0..<16).map { Int32($0) }, Self.readers[reader])
      #expect(found.rows == 1)
      #expect(found.values.map(\.bitPattern) == row.map { (Float($0) ?? .nan).bitPattern })
      #expect(found.fields == row)
    }
  }

  /// Each stops the reader just before it: for those who read field by field.
  @Test(arguments: [
    "", "1", "1,2,3", "1,", ",1", "1,x", "1,nan", "1,inf", "1,1e39", "1,1e-46", "1,--1", "1,.",
    "1,-", "1, ", "1,2 ", "1,\"2\"", "\"1\",2", "1,0x1", "1,1e", "1,1e+", "1,1e1000", "1,1.2.3",
    "1,2\r\r", "1,16777217", "1,1_0", "+1,2", "1,2\t", "1,5\u{0}", "1,٣", "1,-0.", "1,9.",
  ])
  func whatIsNotPlain(_ line: String) {
    for reader in Self.readers {
      let found = Self.read("1,2\n\(line)\n3,4\n", [0, 1], reader)
      guard found.rows > 1 else {
        #expect(found.values == [1, 2])
        #expect(found.rest == "\(line)\n3,4\n")
        continue
      }
      // What is taken is right.
      let texts = line.split(separator: ",")
      #expect(found.rows == 3)
      #expect(found.values[2...3].elementsEqual(texts.map { Float($0) ?? .nan }), "\(line)")
    }
  }

  @Test func quotesInTextAreOnlyPlainWhereTheyMeanNothing() {
    for reader in Self.readers {
      let text = "1,a\"b\n"
      #expect(Self.read(text, [0, Int32(CSV_TEXT)], reader).rows == 0)
      let plain = Self.read(text, [0, Int32(CSV_TEXT)], quotes: false, reader)
      #expect(plain.fields == ["1", "a\"b"])
    }
  }

  @Test func aDelimiterIsNoBlankInFrontOfANumber() {
    for reader in Self.readers {
      let found = Self.read("1 2\n1  2\n", [0, 1], delimiter: " ", reader)
      #expect(found.values == [1, 2])
      #expect(found.rest == "1  2\n")
    }
  }

  @Test func aLineWithoutItsEndIsLeft() {
    for reader in Self.readers {
      #expect(Self.read("1\n2", [0], reader).rest == "2")
      #expect(Self.read("1\n2\r", [0], reader).rest == "2\r")
    }
  }

  /// Numbers as tools write them, of every length: the bits that the general reader finds.
  @Test func randomNumbers() throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<2_000 {
      let texts = (0..<40).map { _ in NumberTexts.random(&generator) }
      let text = stride(from: 0, to: 40, by: 4)
        .map { texts[$0..<$0 + 4].joined(separator: ",") + "\n" }.joined()
      for reader in Self.readers {
        let found = Self.read(text, [0, 1, 2, 3], reader)
        for (value, text) in zip(found.values, texts) {
          guard try value.bitPattern == Float(text: text.utf8.span).bitPattern else {
            Issue.record("\(text) read as \(value)")
            return
          }
        }
      }
    }
  }

  /// Numbers near to the middle of two floats: each reader has its own bound of what it takes, and what is taken is
  /// right.
  @Test(arguments: [
    "69003860602.67935|36.2104740142822", "1048576.937499999|16.0000009536743",
    "0157093118.|32.0000972747803", "8192.01220703123544808477|8.00004816055296963384",
    "4.00000691413879|-4901", "1.00000685453415|5086.571044921882276",
    "0.000000167232180103837970192664|1.00000423192978",
  ])
  func numbersNearAMiddle(_ line: String) throws {
    let texts = line.split(separator: "|").map(String.init)
    for reader in Self.readers {
      let found = Self.read(line + "\n", [0, 1], delimiter: "|", reader)
      #expect(found.rows == 0 || found.values == texts.map { Float($0) ?? .nan })
    }
    #expect(Self.readers.contains { Self.read(line + "\n", [0, 1], delimiter: "|", $0).rows == 0 })
  }

  /// Records of any number of columns, numbers beside text: with vectors as without.
  @Test func recordsOfAllWidths() {
    var generator = SplitMix64(seed: 13)
    let numbers = (0..<1000).map { _ in NumberTexts.random(&generator) }
      .filter { text in Self.readers.allSatisfy { Self.read(text + "\n", [0], $0).rows == 1 } }
    let texts = ["", "é", "text", "a b", String(repeating: "long ", count: 30)]
    func pick(_ list: [String]) -> String { list[Int(generator.next() % UInt64(list.count))] }
    for width in Array(1...40) + [127, 128, 129, 500] {
      let columns = (0..<width).map { generator.next() % 4 > 0 ? Int32($0) : Int32(CSV_TEXT) }
      let rows = (0..<20).map { _ in columns.map { pick($0 < 0 ? texts : numbers) } }
        // An empty line is no record.
        .map { $0 == [""] ? ["text"] : $0 }
      let text = rows.map { $0.joined(separator: ",") + pick(["\n", "\r\n"]) }.joined()
      let values = rows.flatMap { row in
        columns.indices.map { columns[$0] < 0 ? 0 : Float(row[$0]) ?? .nan }
      }
      for reader in Self.readers {
        let found = Self.read(text, columns, features: width, reader)
        #expect(found.values.map(\.bitPattern) == values.map(\.bitPattern))
        #expect(found.fields == rows.flatMap { $0 })
        #expect(found.rest.isEmpty)
      }
    }
  }

  @Test func countsOfLineFeedsAndQuotes() {
    var generator = SplitMix64(seed: 12)
    for count in [0, 1, 31, 32, 33, 1000, 8160, 8192, 20_000] {
      let bytes = (0..<count).map { _ in Array("\n\"a,".utf8)[Int(generator.next() % 4)] }
      var (lineFeeds, quotes) = (-1, -1)
      csv_count(bytes, count, &lineFeeds, &quotes)
      #expect(lineFeeds == bytes.count { $0 == UInt8(ascii: "\n") })
      #expect(quotes == bytes.count { $0 == UInt8(ascii: "\"") })
    }
  }
}
