import Testing

@testable import Table

@Suite struct ColumnMapTests {
  func map(
    _ features: [String], _ header: String, by match: ColumnMatch? = nil, label: Int? = nil
  ) throws -> [Int] {
    try ColumnMap(
      features: features, in: columns(header + "\n"), by: match, others: label.map { [$0] } ?? []
    ).positions
  }

  @Test func byNameInAnyOrderWithOthersPassedOver() throws {
    #expect(try map(["a", "b"], "id,b,x,a,id") == [3, 1])
  }

  @Test func byPosition() throws {
    #expect(try map(["a", "b"], "x,y", by: .position) == [0, 1])
    #expect(try map(["#1", "#2"], "x,y") == [0, 1])
    let columns = try columns("1,2\n", header: .absent)
    #expect(try ColumnMap(features: ["a", "b"], in: columns).positions == [0, 1])
  }

  @Test func byPositionWithTheLabelLeftOut() throws {
    #expect(try map(["a", "b"], "x,label,y", by: .position, label: 1) == [0, 2])
  }

  @Test func missingColumns() {
    #expect(
      message { _ = try map(["petal_length", "b", "c"], "Petal_lenght,b,id") } == """
        t.csv: found no column for 2 of the model's 3 features: "petal_length", "c"; not in the \
        model: "Petal_lenght", "id"; did you mean "Petal_lenght" for "petal_length"?
        """)
  }

  @Test func missingColumnsAmongMany() {
    let features = (0..<100).map { "feature\($0)" }
    #expect(
      message { _ = try map(features, "a") } == """
        t.csv: found no column for 100 of the model's 100 features: "feature0", "feature1", \
        "feature2", "feature3", "feature4" and 95 more; not in the model: "a"; is the first line the \
        header (--no-header), and the delimiter right (--delimiter)?
        """)
  }

  @Test func duplicateNameThatIsNeeded() {
    #expect(
      message { _ = try map(["a", "b"], "a,b,a") }
        == "t.csv: found 2 columns named \"a\" (#1, #3), expected one; rename the others")
  }

  @Test func noNamesToMatch() throws {
    let columns = try columns("1,2\n", header: .absent)
    #expect(
      message { _ = try ColumnMap(features: ["a", "b"], in: columns, by: .name) } == """
        t.csv: found no header, expected one to match columns by name; give --match position
        """)
  }

  @Test(arguments: ["x", "x,y,z"])
  func columnCount(_ header: String) {
    #expect(
      message { _ = try map(["a", "b"], header, by: .position) } == """
        t.csv: found \(header == "x" ? "1 column" : "3 columns"), expected 2, one for each feature \
        of the model
        """)
  }

  @Test func columnCountBesideTheLabel() {
    #expect(
      message { _ = try map(["a", "b"], "x,y", by: .position, label: 1) } == """
        t.csv: found 1 column beside the label, expected 2, one for each feature of the model
        """)
  }
}
