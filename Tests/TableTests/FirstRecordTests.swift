import CSV
import Testing

@testable import Table

@Suite struct FirstRecordTests {
  @Test func names() throws {
    let columns = try columns("a, b ,\"c,d\",\r\n1,2,3,\r\n")
    #expect(columns.names == ["a", "b", "c,d"])
    #expect(columns.count == 3)
  }

  @Test func noHeader() throws {
    let columns = try columns("1,2\n", header: .absent)
    #expect(columns.names == nil)
    #expect(columns.count == 2)
  }

  /// pandas names columns 0, 1, …; a text label and a number in a name are fine too.
  @Test(arguments: ["0,1,2,label", "name,2019,2020", "x", "id,5.5,a", "a,1"])
  func acceptsAsAHeader(_ text: String) throws {
    #expect(try columns(text + "\n").names == text.split(separator: ",").map(String.init))
  }

  @Test(arguments: ["1,2,3", "5.1,3.5,1.4,0.2,setosa", "0,0,5,13,seven", "7", "1,nan", "1, 2 ,"])
  func headerLooksLikeData(_ text: String) throws {
    #expect(
      message { _ = try columns(text + "\n") } == """
        t.csv:1: found numbers, expected a header; give --no-header if the first row is data, or \
        --header if it names the columns
        """)
    #expect(try columns("1,2\n", header: .present).names == ["1", "2"])
  }

  @Test(arguments: ["", "\n\n"])
  func noRecords(_ text: String) {
    for header in [HeaderMode.assumed, .present, .absent] {
      #expect(
        message { _ = try table(text, header: header) }
          == "t.csv: found an empty table, expected rows")
    }
  }

  @Test(arguments: [(";", "';'", "';'"), ("\t", "tabs", "tab"), ("|", "'|'", "'|'")])
  func otherDelimiter(_ delimiter: String, _ shown: String, _ option: String) throws {
    let text = "a\(delimiter)b\n1\(delimiter)2\n"
    #expect(
      message { _ = try table(text) } == """
        t.csv:1: found one column with \(shown) inside, expected several; give --delimiter \
        \(option), or --header if it is one column
        """)
    #expect(
      message { _ = try table(text, header: .absent) }?.hasSuffix("--delimiter \(option)") == true
    )
    #expect(try columns(text, header: .present).count == 1)
  }

  @Test func commasInATableOfTabs() {
    #expect(
      message { _ = try table("1,5\n", .tsv, header: .absent) } == """
        t.csv:1: found one column with ',' inside, expected several; give --delimiter ,
        """)
  }

  @Test func valueAfterTheLastColumn() {
    #expect(
      message { _ = try rows("a,b,\n1,2,\n3,4,5\n", features: 2) } == """
        t.csv:3: column #3: found "5", expected nothing after the last column; give the column a name
        """)
  }

  @Test func headerThatIsNotUTF8() {
    #expect(
      message { _ = try table([0x61, 0x2C, 0xE9, 0x0A]) }
        == "t.csv:1: column #2: found bytes that are not UTF-8, expected text; save the table as UTF-8"
    )
  }

  @Test func headerWithAZeroByte() {
    #expect(
      message { _ = try table([0x61, 0, 0x2C, 0x62, 0x0A]) }
        == "t.csv:1: column #1: found a zero byte, expected text; save the table as UTF-8")
  }
}
