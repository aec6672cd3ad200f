import Testing

@testable import CSV

@Suite struct RecordScannerTests {
  @Test func recordsAndFields() throws {
    #expect(
      try records("a,b\n1,2\n3,4\n") == [
        TextRecord(1, ["a", "b"]), TextRecord(2, ["1", "2"]), TextRecord(3, ["3", "4"]),
      ])
  }

  @Test(arguments: [
    "a,b\n1,2", "a,b\r\n1,2\r\n", "a,b\r\n1,2", "\u{FEFF}a,b\n1,2\n", "a,b\n1,2\n\n\r\n\n",
  ])
  func lineEndsByteOrderMarkAndEmptyLinesAtTheEnd(_ text: String) throws {
    #expect(try records(text) == [TextRecord(1, ["a", "b"]), TextRecord(2, ["1", "2"])])
  }

  @Test(arguments: ["", "\n", "\r\n\n", "\u{FEFF}"])
  func noRecords(_ text: String) throws {
    #expect(try records(text).isEmpty)
  }

  @Test func quotedFields() throws {
    let text = "\"a,1\",\"say \"\"hi\"\"\"\n\"two\r\nlines\n\",\"\"\n\"\"\"\",x\n"
    #expect(
      try records(text) == [
        TextRecord(1, ["a,1", "say \"hi\""]), TextRecord(2, ["two\r\nlines\n", ""]),
        TextRecord(5, ["\"", "x"]),
      ])
  }

  @Test(arguments: ["a,\n,\n", "a,\n,"])
  func emptyFields(_ text: String) throws {
    #expect(try records(text) == [TextRecord(1, ["a", ""]), TextRecord(2, ["", ""])])
  }

  @Test func oneEmptyQuotedFieldIsARecord() throws {
    #expect(try records("a\n\"\"\n") == [TextRecord(1, ["a"]), TextRecord(2, [""])])
  }

  @Test func tabsWithoutQuotes() throws {
    #expect(
      try records("a\tb,\"c\n\"\t\"\"x\n", .tsv) == [
        TextRecord(1, ["a", "b,\"c"]), TextRecord(2, ["\"", "\"\"x"]),
      ])
  }

  @Test func anotherDelimiter() throws {
    let dialect = try #require(Dialect(delimiter: UInt8(ascii: ";")))
    #expect(try records("a;\"b;\"\n", dialect) == [TextRecord(1, ["a", "b;"])])
    #expect(Dialect(delimiter: UInt8(ascii: "\t")) == .tsv)
    for byte in "\"\n\r.-+5e\0".utf8 + [0x80] { #expect(Dialect(delimiter: byte) == nil) }
  }

  @Test func whatTheSourceThrowsIsThrownOn() {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      _ = try RecordReader(file: "t.csv", dialect: .csv) { _ in throw Broken() }
    }
  }

  /// A record is handed out before the source is asked for more.
  @Test func recordsThatTrickleInAreNotHeldBack() throws {
    let lines = ["head\n", "1\n", "2\n"].map { Array($0.utf8) }
    var asked = 0
    let trickle: ByteSource = { span in
      guard asked < lines.count else { return 0 }
      let line = lines[asked]
      guard span.byteCount >= line.count else {
        // The reader looks at the first three bytes for a byte order mark.
        for i in 0..<3 { span.storeBytes(of: line[i], toByteOffset: i, as: UInt8.self) }
        return 3
      }
      for i in line.indices { span.storeBytes(of: line[i], toByteOffset: i, as: UInt8.self) }
      asked += 1
      return line.count
    }
    var reader = try RecordReader(file: "t.csv", dialect: .csv, source: trickle)
    for expected in 1...3 {
      #expect(try reader.next())
      #expect(asked == expected)
    }
    #expect(try !reader.next())
  }

  /// Behind a fault that is one record's alone the scanner goes on, whatever block it comes in.
  @Test(arguments: [4096, 8])
  func goesOnBehindAFaultOfOneRecord(blockSize: Int) throws {
    let text = "a,b\n1,2\n3\n\n\n4,5\n\"6\n\",7,8\n9,10\n\n"
    var reader = try RecordReader(
      file: "t.csv", dialect: .csv, blockSize: blockSize, source: source(Array(text.utf8)))
    var found: [String] = []
    while true {
      do throws(CSVError) {
        guard try reader.nextRecord() else { break }
        found.append(reader.record.fields.joined(separator: "|"))
      } catch {
        #expect(error.fault.isOfOneRecord)
        found.append("\(error.line): \(error.fault)".prefix { $0 != "," }.description)
      }
    }
    #expect(
      found == [
        "a|b", "1|2", "3: found 1 field", "4: found an empty line above a record",
        "5: found an empty line above a record", "4|5", "7: found 3 fields", "9|10",
      ])
  }

  @Test func aQuoteOutOfPlaceIsNotOneRecordsFault() {
    for text in ["a\n1\"\n", "a\n\"1\"2\n", "a\n\"1\n", "a\n1\r2\n"] {
      do {
        _ = try records(text)
        Issue.record("\(text) was read")
      } catch {
        #expect((error as? CSVError)?.fault.isOfOneRecord == false)
      }
    }
  }
}
