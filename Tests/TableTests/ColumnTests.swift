import Testing

@testable import Table

@Suite struct ColumnTests {
  let named: Columns
  let plain: Columns

  init() throws {
    named = try Columns(file: "t.csv", count: 4, names: ["id", "age", "#1", "id"])
    plain = try Columns(file: "t.csv", count: 2, names: ["id", "age"])
  }

  @Test func byNameOrNumber() throws {
    #expect(try named.position(of: "age") == 1)
    #expect(try named.position(of: "#2") == 1)
    #expect(try named.position(of: "#4") == 3)
    #expect(try named.position(of: "#1") == 2, "a name comes before a number")
    #expect(try Columns(file: "t", count: 2, names: nil).position(of: "#2") == 1)
  }

  @Test func duplicateName() {
    #expect(
      message { _ = try named.position(of: "id") }
        == "t.csv: found 2 columns named \"id\" (#1, #4), expected one; rename the others")
  }

  @Test(arguments: ["#0", "#5", "#-1", "#x", "#99999999999999999999", "weight", ""])
  func noSuchColumn(_ name: String) {
    #expect(
      message { _ = try plain.position(of: name) }
        == "t.csv: found no column \"\(name)\", expected a name in the header or #1 to #2")
  }

  @Test func noSuchColumnWithANearName() {
    #expect(
      message { _ = try named.position(of: "AGE") } == """
        t.csv: found no column "AGE", expected a name in the header or #1 to #4; did you mean "age"?
        """)
  }

  @Test func noSuchColumnWithoutAHeader() {
    #expect(
      message { _ = try Columns(file: "t.csv", count: 2, names: nil).position(of: "age") }
        == "t.csv: found no column \"age\", expected #1 to #2")
  }

  @Test func messagesNameColumnsByNameAndNumber() throws {
    #expect("\(named[1])" == "column \"age\" (#2)")
    #expect(try "\(Columns(file: "t", count: 1, names: [""])[0])" == "column #1")
    #expect(try Columns(file: "t", count: 1, names: nil)[0].reference == "#1")
  }

  @Test func positionalNames() {
    #expect(PositionalNames.names(2) == ["#1", "#2"])
    #expect(PositionalNames.matches(["#1", "#2"]))
    #expect(!PositionalNames.matches(["#2", "#1"]))
  }
}
