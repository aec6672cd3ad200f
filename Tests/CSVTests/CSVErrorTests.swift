import Testing

@testable import CSV

@Suite struct CSVErrorTests {
  func expect(_ bytes: [UInt8], _ fault: CSVError.Fault, line: Int, limit: Int = 1 << 20) {
    let expected = CSVError(file: "t.csv", line: line, fault: fault)
    for piece in [1, 2, 3, 7, 4096] {
      for size in [3, 16, 4096] {
        #expect(throws: expected) {
          _ = try records(bytes, piece: piece, blockSize: size, recordLimit: limit)
        }
      }
    }
  }

  func expect(_ text: String, _ fault: CSVError.Fault, line: Int) {
    expect(Array(text.utf8), fault, line: line)
  }

  @Test func tooManyFields() {
    expect("a,b\n1,2\n\"3\n3\",4\n1,2,3\n", .fieldCount(found: 3, expected: 2), line: 5)
  }

  @Test func tooFewFields() { expect("a,b\n1\n", .fieldCount(found: 1, expected: 2), line: 2) }

  @Test func emptyLineBetweenRecords() { expect("a,b\n\n\n1,2\n", .emptyLine, line: 2) }

  @Test func emptyLineAtTheBeginning() { expect("\r\na,b\n", .emptyLine, line: 1) }

  @Test func strayQuote() {
    expect("a,b\n1,5\" disk\n1,2\n1,\"x\ny\"\n", .strayQuote(field: 2), line: 2)
  }

  @Test func strayQuoteAfterASpace() { expect("a, \"b\"\n", .strayQuote(field: 2), line: 1) }

  @Test func textAfterQuote() { expect("a,b\n\"1\n\"x,2\n", .textAfterQuote(field: 1), line: 3) }

  @Test func unclosedQuote() {
    expect("a,b\n1,2\n3,\"x\ny\nz\n4,5\n", .unclosedQuote(field: 2), line: 3)
  }

  @Test func unclosedQuoteAtTheVeryEnd() { expect("a,\"", .unclosedQuote(field: 2), line: 1) }

  @Test func unclosedQuoteBeyondTheRecordLimit() {
    let text = "a,b\n1,\"" + String(repeating: "x\n", count: 2000)
    expect(Array(text.utf8), .unclosedQuote(field: 2), line: 2, limit: 1000)
  }

  @Test func bareCarriageReturn() { expect("a,b\r1,2\r", .bareCarriageReturn, line: 1) }

  @Test func bareCarriageReturnAtTheEnd() { expect("a,b\n1,2\r", .bareCarriageReturn, line: 2) }

  @Test func recordTooLong() {
    let text = "a,b\n" + String(repeating: "1,", count: 6000)
    expect(Array(text.utf8), .recordTooLong(limit: 1000), line: 2, limit: 1000)
  }

  @Test func recordThatNeverEndsTakesBoundedMemory() throws {
    var given = 0
    var reader = try RecordReader(
      file: "endless", dialect: .csv, recordLimit: 1 << 16, blockSize: 1024
    ) { span in
      given += span.byteCount
      for i in 0..<span.byteCount { span.storeBytes(of: 0x31, toByteOffset: i, as: UInt8.self) }
      return span.byteCount
    }
    var thrown: CSVError?
    do { _ = try reader.next() } catch { thrown = error as? CSVError }
    #expect(thrown == CSVError(file: "endless", line: 1, fault: .recordTooLong(limit: 1 << 16)))
    #expect(given <= 1 << 16 + 3)
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0, 0, 0xFE, 0xFF]])
  func utf16ByteOrderMark(_ bytes: [UInt8]) { expect(bytes, .notUTF8, line: 1) }

  @Test(arguments: [
    CSVError.Fault.notUTF8, .fieldCount(found: 2, expected: 3), .emptyLine, .strayQuote(field: 2),
    .textAfterQuote(field: 2), .unclosedQuote(field: 2), .bareCarriageReturn,
    .recordTooLong(limit: 9),
  ])
  func everyMessageSaysWhereWhatAndWhatToDo(_ fault: CSVError.Fault) throws {
    let message = CSVError(file: "d.csv", line: 17, fault: fault).description
    let parts = try #require(message.wholeMatch(of: /d.csv:17: (column #2: )?(.+), (.+); (.+)/))
    #expect(parts.2.hasPrefix("found "))
    #expect(parts.3.hasPrefix("expected "))
  }

  @Test func messagesAreOneLineWithPlaceFoundAndExpected() {
    let error = CSVError(file: "d.csv", line: 17, fault: .fieldCount(found: 1, expected: 4))
    #expect(
      error.description == """
        d.csv:17: found 1 field, expected 4 as in the first record; mend the line, or quote a field \
        that holds the delimiter
        """)
  }
}
