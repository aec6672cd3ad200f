import MLPModel
import Testing

@testable import Table

/// Several columns to learn.
@Suite struct SeveralLabelsTests {
  private func load(
    _ text: String, _ labels: [String], weight: String? = nil, header: HeaderMode = .assumed
  ) throws -> LabelledTable {
    try LabelledTable(
      table(text, header: header), columns: TrainingColumns(labels: labels, weight: weight))
  }

  @Test func theirOrderIsTheOneGiven() throws {
    let loaded = try load("p,a,q,w,b\n1,10,0,0.5,20\n0, 11 ,1,2,21\n", ["q", "p"], weight: "w")
    #expect(loaded.labels.map(\.reference) == ["q", "p"])
    #expect(loaded.featureNames == ["a", "b"])
    #expect(try loaded.targets() == .labels([0, 1, 1, 0]))
    #expect(try loaded.weights() == [0.5, 2])
  }

  @Test func numbersAreARegression() throws {
    let loaded = try load("x,y,a\n1,2.5,9\n0,1,8\n", ["x", "y"])
    #expect(try loaded.targets() == .values([1, 2.5, 0, 1]))
    let flags = try load("x,y,a\n1,0,9\n0,1,8\n", ["x", "y"])
    #expect(try flags.targets(.regress) == .values([1, 0, 0, 1]))
    let parts = try load("x,y,a\n1,0.25,9\n0,1,8\n", ["x", "y"])
    #expect(try parts.targets(.classify) == .labels([1, 0.25, 0, 1]))
    #expect(try parts.targets() == .values([1, 0.25, 0, 1]))
  }

  @Test func aColumnMayHaveCommasInItsName() throws {
    let text = "\"x,y\",a,b\n1,2,3\n0,5,6\n"
    #expect(try load(text, ["x,y"]).featureNames == ["a", "b"])
    #expect(
      message { _ = try load(text, ["x", "y"]) } == """
        t.csv: found no column "x", expected a name in the header; a name with a comma goes in quotes: \
        '"x,y"'
        """)
  }

  @Test func asAModelKnowsThem() throws {
    let loaded = try LabelledTable(
      table("0,5,1,6\n1,7,0,8\n", header: .absent), input: InputDescription(["#1", "#2"]),
      labels: ["#3", "#1"])
    #expect(loaded.rows.features == [5, 6, 7, 8])
    #expect(try loaded.labelColumnValues() == [1, 0, 0, 1])
  }

  @Test(
    arguments: [
      (
        "1,2", .classify,
        "(#2): found \"2\", expected 0 or 1, whether the label applies; mend it, or give one --label"
      ),
      ("1,yes", .auto, "(#2): found \"yes\", expected 0 or 1, whether the label applies"),
      ("1,NA", .auto, "(#2): found \"NA\", expected the row's label, not a missing value"),
      (",1", .auto, "(#1): found \"\", expected the row's label, not a missing value"),
      ("1,inf", .regress, "(#2): found \"inf\", expected a finite number"),
      ("1,many", .regress, "(#2): found \"many\", expected a number to learn"),
    ] as [(String, TaskChoice, String)])
  func whatIsNoLabel(labels: String, task: TaskChoice, says: String) {
    let found = message {
      _ = try load("x,y,a\n1,0,9\n\(labels),8\n", ["x", "y"]).targets(task)
    }
    #expect(found?.hasPrefix("t.csv:3: column ") == true && found?.contains(says) == true)
  }

  @Test func eachIsGivenOnce() {
    let found = message { _ = try load("x,y,a\n1,0,9\n", ["x", "y", "#1"]) }
    #expect(found?.contains("column \"x\" (#1): found twice") == true)
  }
}
