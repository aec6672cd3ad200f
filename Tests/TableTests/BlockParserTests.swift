import CSV
import MLPModel
import TestSupport
import Testing
import Text

@testable import Table

@Suite struct BlockParserTests {
  @Test func rowsInTheModelsOrder() throws {
    let table = try table("id,b,a\nx,1,2\n\"y\",3,4\nz,5,6e0\n")
    let map = try ColumnMap(features: ["a", "b"], in: table.columns)
    let rows = try batch(table, map)
    #expect(rows.features == [2, 1, 4, 3, 6, 5])
    #expect(rows.lines == [2, 3, 4])
    #expect(rows.rowCount == 3)
  }

  /// A row is the same whether it goes by the plain way or, for a quote, field by field.
  @Test(arguments: ["3.25", " 3.25", "3.25 ", "\"3.25\"", "325e-2", "+3.25", "03.250"])
  func eitherWay(_ number: String) throws {
    let text = "id,a,b,\nx,\(number),-1,\ny,2,\(number),\r\n\"z\",\(number),4,\n"
    let batch = try rows(text, features: 2, label: 0, kept: [0, 2])
    #expect(batch.features == [3.25, -1, 2, 3.25, 3.25, 4])
    #expect(batch.labels.all == ["x", "y", "z"])
    #expect(batch.kept.all.map { $0.filter { $0 != " " } }[4...] == ["z", "4"])
    #expect(batch.lines == [2, 3, 4])
  }

  @Test func aValueBehindTheLastColumnIsAnError() {
    for row in ["1,2,3", "1,2, ", "\"1\",2,3"] {
      let error = message { _ = try rows("a,b,\n1,2,\n\(row)\n", features: 2) }
      #expect(error?.hasPrefix("t.csv:3: column #3: found ") == true)
      #expect(
        error?.hasSuffix("expected nothing after the last column; give the column a name") == true)
    }
  }

  /// The first row is judged, and then read as it was: with its doubled quotes.
  @Test func theFirstRowWithoutAHeaderKeepsItsQuotes() throws {
    let batch = try rows("\"x\"\"y\",1\nz,2\n", features: 1, label: 0, header: .absent)
    #expect(batch.labels.all == ["x\"y", "z"])
  }

  @Test func theFirstRowWithoutAHeaderIsARow() throws {
    let batch = try rows("1,2,\n3,4,\n", features: 2, header: .absent)
    #expect(batch.features == [1, 2, 3, 4])
    #expect(batch.lines == [1, 2])
  }

  @Test func aHeaderAloneHasNoRows() throws {
    #expect(try rows("a,b\n", features: 2).rowCount == 0)
  }

  @Test func labelsAndKeptColumns() throws {
    let text = "a,label,b\n1, yes ,2\n\"3\",\"no\nway\",\" 4\"\n5,yes,6"
    let batch = try rows(text, features: 2, label: 1, kept: [2, 1])
    #expect(batch.features == [1, 2, 3, 4, 5, 6])
    #expect(batch.labels.all == ["yes", "no\nway", "yes"])
    #expect(batch.kept.all == ["2", " yes ", " 4", "no\nway", "6", "yes"])
    #expect(batch.lines == [2, 3, 5])
  }

  @Test func aFile() throws {
    try withFolder { folder in
      let table = try TableReader(path: folder.write("a\n1\n2\n", to: "t.csv"))
      #expect(try batch(table, ColumnMap(positions: [0])).features == [1, 2])
      let path = folder / "no.csv"
      #expect(
        message { _ = try TableReader(path: path) }
          == "\(path): cannot open it: No such file or directory")
    }
  }

  static let missing = [
    "", "  ", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", " NA ", "NAN",
  ]

  @Test(arguments: missing)
  func missingValueAsNaN(_ text: String) throws {
    let batch = try rows("a,b\n1,\(text)\n2,3\n", features: 2, missing: .nan, header: .present)
    #expect(batch.features[1].isNaN)
    #expect(batch.features[3] == 3)
  }

  @Test(arguments: missing)
  func missingValue(_ text: String) {
    #expect(throws: TableError.self) {
      _ = try rows("a,b,\n1,\(text),\n", features: 2, header: .present)
    }
  }

  /// Each in its feature's place, whatever the order of the columns.
  @Test func missingValuesAreWhatTheModelSays() throws {
    let rows = try batch(
      try table("a,b,c\n1,NA,3\n,2,\n", header: .present), ColumnMap(positions: [2, 0, 1]),
      missing: .values([30, 10, 20]))
    #expect(rows.features == [3, 1, 20, 30, 10, 2])
  }

  /// A number that stands for a missing value is that number alone, not others that round to the same float.
  @Test func aMissingNumberIsThatNumber() throws {
    let spellings = try MissingTexts(["16777217", "-999", "1e99"])
    let columns = ColumnMap(positions: [0])
    let text = "a\n16777216\n16777217.0\n-999.0\n-999.000000001\n10e98\n"
    let rows = try batch(table(text), columns, missing: .values([7]), spellings: spellings)
    #expect(rows.features == [16_777_216, 7, 7, -999, 7])

    let integers: [Int64] = [16_777_216, 16_777_217, -999]
    let array = npy("<i8", rows: 3, columns: 1, littleEndian(integers))
    let more = try batch(table(array), columns, missing: .values([7]), spellings: spellings)
    #expect(more.features == [16_777_216, 7, 7])
    let doubles = npy(
      "<f8", rows: 2, columns: 1, littleEndian([-999.0, -999.000000001].map(\.bitPattern)))
    let last = try batch(table(doubles), columns, missing: .values([7]), spellings: spellings)
    #expect(last.features == [7, -999])
  }

  func error(_ value: String, _ expected: String, missing: MissingPolicy = .error) {
    #expect(
      message { _ = try rows("a,b\n1,2\n3,\(value)\n", features: 2, missing: missing) }
        == "t.csv:3: column \"b\" (#2): \(expected)")
  }

  @Test func missingValueMessage() {
    error(
      "NA",
      "found \"NA\", expected a number, not a missing value; fill it in, remove "
        + "the row, or train with --impute mean")
  }

  @Test func notANumber() { error(" 12x ", "found \"12x\", expected a number; mend it") }

  @Test func notANumberIsShortenedAndEscaped() {
    error(
      "\"\u{1B}\n\(String(repeating: "x", count: 99))\"",
      """
      found "\\u{1B}\\n\(String(repeating: "x", count: 38))"…, expected a number; mend it
      """)
  }

  /// What a comma means is not guessed: 3,821 is 3.821 in Vienna and 3821 in London.
  @Test(arguments: [
    ("1,5", "1.5"), ("-1234,5", "-1234.5"), ("0,125", "0.125"), ("1,25e3", "1.25e3"), (",5", ".5"),
    ("3,821", "3.821 if the comma is the decimal sign, 3821 if it separates thousands"),
    ("-12,345", "-12.345 if the comma is the decimal sign, -12345 if it separates thousands"),
    ("1,234,567", "1234567"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"),
    ("12,34,567", "1234567"),
    ("1.234.567,8", "1234567.8"),
  ])
  func commas(text: String, readings: String) {
    error(
      "\"\(text)\"",
      """
      found "\(text)", expected a number with a decimal point; write \(readings) \
      (--delimiter sets what is between columns, not the decimal sign)
      """)
  }

  @Test(arguments: [
    "1,2,3", "1,23,4", "1,2345.5", "1.23,4,5", ",", "1,", "a,5", "--1,5", "1,234,56", "0,123,456",
    "1" + String(repeating: ",234", count: 13),
  ])
  func commasOfNoNumber(text: String) {
    error("\"\(text)\"", "found \(Excerpt(text)), expected a number; mend it")
  }

  @Test(arguments: ["inf", "-Infinity"])
  func infinite(_ text: String) {
    error(text, "found \"\(text)\", expected a finite number; mend it", missing: .nan)
  }

  @Test func tooLarge() {
    error("1e39", "found \"1e39\", expected a 32-bit float, at most 3.4028235e38; scale the column")
  }

  @Test func missingLabel() {
    #expect(
      message { _ = try rows("a,y\n1,p\n2,\n", features: 1, label: 1, missing: .nan) } == """
        t.csv:3: column "y" (#2): found "", expected the row's label, not a missing value; fill it \
        in or remove the row
        """)
  }

  @Test func keptTextThatIsNotUTF8() throws {
    let table = try table(Array("a,b\n1,".utf8) + [0xFF, 0x0A])
    var thrown: TableError?
    do { _ = try batch(table, ColumnMap(positions: [0]), kept: [1]) } catch {
      thrown = error as? TableError
    }
    #expect(
      thrown?.description
        == "t.csv:2: column \"b\" (#2): found bytes that are not UTF-8, expected text; save the table as UTF-8"
    )
  }

  @Test func keptTextWithAZeroByte() {
    #expect(
      message { _ = try rows("a,b\n1,x\u{0}\n", features: 1, label: 1) }
        == "t.csv:2: column \"b\" (#2): found a zero byte, expected text; save the table as UTF-8")
  }

  @Test func columnsThatAreNotAskedForMayHoldAnything() throws {
    let table = try table(Array("a,b\n1,".utf8) + [0xFF, 0, 0x0A])
    #expect(try batch(table, ColumnMap(positions: [0])).rowCount == 1)
  }
}
