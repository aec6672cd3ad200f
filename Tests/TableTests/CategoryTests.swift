import CSV
import MLPModel
import Testing

@testable import Table

/// colour (blue, red, red wine) at 1 to 3 among the numbers a and b.
private func input(
  unknown: CategoricalColumn.UnknownLevel = .error
) -> InputDescription {
  InputDescription(
    features: ["a", "colour=blue", "colour=red", "colour=réd", "b"].map { Feature(name: $0) },
    categories: [
      CategoricalColumn(
        name: "colour", firstFeature: 1, levels: ["blue", "red", "réd"], unknown: unknown)
    ])
}

private func features(
  _ text: String, _ dialect: Dialect = .csv, unknown: CategoricalColumn.UnknownLevel = .error,
  missing: MissingPolicy = .error, spellings: MissingTexts? = nil, kept: [Int] = []
) throws -> [Float] {
  let table = try table(text, dialect)
  let map = try ColumnMap(input(unknown: unknown), in: table.columns)
  return try batch(table, map, kept: kept, missing: missing, spellings: spellings).features
}

@Suite struct CategoryTests {
  /// Plain rows and others take different ways; both are to give the same.
  @Test(arguments: ["red", "\"red\"", " red ", "\" red\""]) func oneHot(text: String) throws {
    let found = try features("b,colour,a\n1,\(text),2\n3,blue,4\n")
    #expect(found == [2, 0, 1, 0, 1, 4, 1, 0, 0, 3])
  }

  @Test func manyRows() throws {
    var text = "x,a,colour,b\n"
    var expected: [Float] = []
    for row in 0..<1000 {
      let level = row % 3
      text += "no number,\(row),\(["blue", "red", "réd"][level]),\(row % 7 == 0 ? "\"5\"" : "5")\n"
      expected += [Float(row)] + (0..<3).map { $0 == level ? 1 : 0 } + [5]
    }
    #expect(try features(text) == expected)
  }

  @Test func equivalentTextsAreTheSameLevel() throws {
    #expect(try features("a,colour,b\n1,re\u{301}d,2\n") == [1, 0, 0, 1, 2])
  }

  @Test(arguments: ["reds", "re", "Red", "blue.", "é"]) func unknownLevels(text: String) throws {
    let table = "a,colour,b\n1,red,2\n1,\(text),2\n"
    #expect(try features(table, unknown: .zeros) == [1, 0, 1, 0, 2, 1, 0, 0, 0, 2])
    #expect(
      message { _ = try features(table) } == """
        t.csv:3: column "colour" (#2): found "\(text)", expected one of the 3 levels "blue", "red", \
        "réd"; mend it, or train with --unknown-level zeros for a model that takes others
        """)
  }

  @Test(arguments: ["", "NA", "null"]) func missingLevels(text: String) throws {
    let table = "a,colour,b\n1,\(text),2\n"
    #expect(
      message { _ = try features(table, unknown: .zeros) }?.hasPrefix(
        "t.csv:2: column \"colour\" (#2): found \"\(text)\", expected a text, not a missing value")
        == true)
    let values: [Float] = [9, 0.5, 0.25, 0.25, 8]
    #expect(try features(table, missing: .values(values)) == [1, 0.5, 0.25, 0.25, 2])
    let nan = try features(table, missing: .nan)
    #expect(nan[1...3].allSatisfy { (x: Float) -> Bool in x.isNaN })
    #expect([nan[0], nan[4]] == [1, 2])
  }

  @Test func byPosition() throws {
    let table = try table("1,red,2\n", header: .absent)
    let map = try ColumnMap(input(), in: table.columns)
    #expect(try batch(table, map).features == [1, 0, 1, 0, 2])
    let narrow = try columns("1,2,3,4,5\n", header: .absent)
    #expect(
      message { _ = try ColumnMap(input(), in: narrow) }?.contains(
        "found 5 columns, expected 3, one for each feature of the model") == true)
  }
}

@Suite struct LearnedLevelTests {
  private func learn(
    _ text: String, _ categorical: [String], missing: MissingPolicy = .error,
    header: HeaderMode = .assumed, sink: LabelledTable.NumberSink? = nil
  ) throws -> LabelledTable {
    try LabelledTable(
      table(text, header: header),
      columns: TrainingColumns(categorical: .named(categorical), unknown: .zeros),
      missing: missing, numbersTo: sink)
  }

  private static let text = """
    job,age,city,y
    cook,30,Rome,1
    "actor, old",41,Oslo,2
    cook,52,,3

    """

  @Test func levelsAreSortedAndFeaturesInTheTablesOrder() throws {
    let table = try learn(Self.text, ["job", "city"], missing: .nan)
    #expect(
      table.featureNames == ["job=actor, old", "job=cook", "age", "city=Oslo", "city=Rome"])
    #expect(
      table.input.categories == [
        CategoricalColumn(
          name: "job", firstFeature: 0, levels: ["actor, old", "cook"], unknown: .zeros),
        CategoricalColumn(
          name: "city", firstFeature: 3, levels: ["Oslo", "Rome"], unknown: .zeros),
      ])
    let found = table.features(of: 0..<3, numbers: table.rows.features.span)
    #expect(found.prefix(13) == [0, 1, 30, 0, 1, 1, 0, 41, 1, 0, 0, 1, 52])
    #expect(found.suffix(2).allSatisfy { (x: Float) -> Bool in x.isNaN })
    #expect(found.count == 15)
  }

  @Test func numbersGoToTheSink() throws {
    var numbers: [Float] = []
    let table = try learn(Self.text, ["job", "city"], missing: .nan) { part in
      numbers += part.indices.map { part[$0] }
    }
    #expect(numbers == [30, 41, 52])
    #expect(table.rows.features.isEmpty)
    let last = table.features(of: 1..<2, numbers: [Float]([41]).span)
    #expect(last == [1, 0, 41, 1, 0])
  }

  @Test func asTheColumnsOfAModel() throws {
    let first = try learn("job,age,y\ncook,30,1\nnurse,41,2\n", ["job"])
    let again = try LabelledTable(
      table("y,age,job\n1,7,nurse\n2,8,king\n"), input: first.input, labels: ["y"])
    #expect(again.rows.features == [0, 1, 7, 0, 0, 8])
    #expect(!again.hasOtherFeatures)
  }

  @Test func withoutAHeader() throws {
    let table = try learn("cook,1,x\nnurse,2,y\n", ["#1"], header: .absent)
    #expect(table.featureNames == ["#1=cook", "#1=nurse", "#2"])
    #expect(table.input.columns.map(\.name) == ["#1", "#2"])
  }

  @Test func whatIsNoCategory() {
    let many = "a,y\n" + (0...1000).map { "id\($0),1\n" }.joined()
    #expect(
      message { _ = try learn(many, ["a"]) }?.hasPrefix(
        "t.csv:1002: column \"a\" (#1): found \"id1000\", expected one of the 1000 texts")
        == true)
    let long = String(repeating: "x", count: 257)
    #expect(
      message { _ = try learn("a,y\n\(long),1\n", ["a"]) }?.contains("at most 256 bytes long")
        == true)
    #expect(
      message { _ = try learn("a,y\n,1\n", ["a"]) }?.contains("not a missing value") == true)
    #expect(
      message { _ = try learn("a,a=b,y\nb,1,2\n", ["a"]) }?.contains(
        "found two features called \"a=b\"") == true)
    #expect(
      message { _ = try learn("a,y\n1,2\n", ["y"]) }?.contains(
        "found it named as categorical and not among the features") == true)
  }
}
