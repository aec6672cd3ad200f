import MLPModel
import Testing

@testable import Table

@Suite struct LabelledTableTests {
  func load(
    _ text: String, _ columns: TrainingColumns = TrainingColumns(), header: HeaderMode = .assumed,
    missing: MissingPolicy = .error
  ) throws -> LabelledTable {
    try LabelledTable(table(text, header: header), columns: columns, missing: missing)
  }

  @Test func theLastColumnIsTheLabel() throws {
    let table = try load("a,b,kind\n1,2,x\n3,4,y\n")
    #expect(table.featureNames == ["a", "b"])
    #expect(table.labels.map(\.name) == ["kind"])
    #expect(table.rows.features == [1, 2, 3, 4])
    #expect(table.rows.labels.all == ["x", "y"])
  }

  @Test func chosenColumns() throws {
    let text = "id,kind,a,b,note\np,x,1,2,q\n"
    let ignoring = try load(text, TrainingColumns(labels: ["kind"], ignored: ["id", "#5"]))
    #expect(ignoring.featureNames == ["a", "b"])
    let choosing = try load(text, TrainingColumns(labels: ["#2"], features: ["b", "#3"]))
    #expect(choosing.featureNames == ["b", "a"])
    #expect(choosing.rows.features == [2, 1])
  }

  @Test func columnsWithoutAValueAreLeftOut() throws {
    let text = "a,e,b,t,y\n1,,NA,,p\n2,nan,5,,q\n"
    let columns = TrainingColumns(categorical: .named(["t"]))
    var sent: [Float] = []
    for sink in [nil, { (part: Span<Float>) in sent += part.indices.map { part[$0] } }] {
      let found = try LabelledTable(
        table(text), columns: columns, missing: .nan, numbersTo: sink)
      #expect(found.featureNames == ["a", "b"])
      #expect(found.input.categories.isEmpty)
      #expect(found.leftOut.map(\.name) == ["e", "t"])
      #expect(found.hasOtherFeatures)
      let numbers = sink == nil ? found.rows.features : sent
      #expect(numbers.count == 6)
      let features = found.features(of: 0..<2, numbers: numbers.span)
      #expect(features[0] == 1 && features[1].isNaN)
      #expect(features.suffix(2) == [2, 5])
    }
    let whole = try load("a,b,y\n,1,p\n2,,q\n", missing: .nan)
    #expect(whole.leftOut.isEmpty && !whole.hasOtherFeatures)
    #expect(
      message { _ = try load("a,b,y\n,,p\n,,q\n", missing: .nan) }
        == "t.csv: found no value in any column beside the label, expected some")
  }

  /// A model finds them by their places.
  @Test func columnsWithoutANameStay() throws {
    let columns = TrainingColumns(categorical: .named(["#2"]))
    let found = try LabelledTable(
      table(",,1,p\n,,2,q\n", header: .absent), columns: columns, missing: .nan)
    #expect(found.featureNames == ["#1", "#2", "#3"])
    #expect(found.input.categories.isEmpty)
    #expect(found.leftOut.isEmpty)
    let features = found.features(of: 0..<2, numbers: found.rows.features.span)
    #expect(features.map(\.isNaN) == [true, true, false, true, true, false])
  }

  /// What a model file would refuse after the last epoch.
  @Test func namesAndNumbersOverTheLimits() throws {
    let name = String(repeating: "n", count: 1024)
    #expect(try load("\(name),y\n1,p\n2,q\n").featureNames == [name])
    #expect(
      message { _ = try load("a,\(name)n,y\n1,2,p\n") }?.hasSuffix(
        "… (#2): found a name of 1025 bytes, expected at most 1024; shorten it; leave the column out "
          + "with --ignore '#2'") == true)
    #expect(
      try load("a,\(name)n,y\n1,2,p\n", TrainingColumns(ignored: ["#2"])).featureNames == ["a"])

    let text = "\(name.dropLast(3)),y\nab,p\ncde,q\n"
    let columns = TrainingColumns(categorical: .named(["#1"]))
    #expect(
      message { _ = try load(text, columns) }?.contains(
        "(#1): found the level \"cde\", whose input, the column's name and the level, has a name of 1025 "
          + "bytes, expected at most 1024") == true)

    let label = try load("a,y\n1,p\n2,\(name)n\n")
    #expect(
      message { _ = try label.targets() }?.hasPrefix("t.csv:3: column \"y\" (#2): found \"nnn")
        == true)
    #expect(message { _ = try label.targets() }?.contains("at most 1024 bytes long") == true)
    for choice in [TaskChoice.auto, .regress] {
      let output = try load("a,\(name)n\n1,1.5\n2,2.5\n")
      #expect(
        message { _ = try output.targets(choice) }?.contains(
          "found a name of 1025 bytes, expected at most 1024 for an output") == true)
    }

    let texts = (0..<1025).map { "c\($0)" }
    let header = texts.joined(separator: ",")
    let row = texts.map { _ in "t" }.joined(separator: ",")
    #expect(
      message {
        _ = try load("\(header),y\n\(row),p\n", TrainingColumns(categorical: .named(texts)))
      } == "t.csv: found 1025 columns of text, expected at most 1024; leave some out with --ignore")
  }

  /// A value far behind the first block of rows is one.
  @Test func aLateValueIsAValue() throws {
    let rows = String(repeating: "1,,p\n", count: 400_000)
    let found = try load("a,b,y\n\(rows)1,2,q\n", missing: .nan)
    #expect(found.featureNames == ["a", "b"])
    #expect(try load("a,b,y\n\(rows)1,,q\n", missing: .nan).featureNames == ["a"])
  }

  @Test func weights() throws {
    let text = "a,w,kind,b\n1, 0.5 ,x,2\n3,0,y,4\n"
    let loaded = try load(text, TrainingColumns(labels: ["kind"], weight: "w"))
    #expect(loaded.featureNames == ["a", "b"])
    #expect(loaded.weight?.name == "w")
    #expect(try loaded.weights() == [0.5, 0])
    #expect(try load(text, TrainingColumns(labels: ["kind"])).weights() == nil)
    let asModel = try LabelledTable(
      table(text), input: InputDescription(["b", "a"]), labels: ["kind"], weight: "#2")
    #expect(asModel.rows.features == [2, 1, 4, 3])
    #expect(try asModel.weights() == [0.5, 0])
  }

  @Test(arguments: [
    ("-1", "a weight, 0 or more; mend it"), ("", "a number, not a missing value"),
    ("much", "a number; mend it"), ("inf", "a finite number"), ("1e40", "a 32-bit float"),
  ]) func badWeight(text: String, expected: String) throws {
    let loaded = try load("a,w,kind\n1,1,x\n3,\(text),y\n", TrainingColumns(weight: "w"))
    let found = message { _ = try loaded.weights() } ?? ""
    #expect(found.hasPrefix("t.csv:3: column \"w\" (#2): found \"\(text)\", expected \(expected)"))
  }

  @Test func aWeightIsNoFeature() {
    let columns = TrainingColumns(features: ["a", "w"], weight: "w")
    #expect(
      message { _ = try load("a,w,kind\n1,1,x\n", columns) }?.contains("expected once") == true)
    let label = TrainingColumns(labels: ["w"], weight: "w")
    #expect(message { _ = try load("a,w,kind\n1,1,x\n", label) }?.contains("expected once") == true)
  }

  @Test func withoutAHeader() throws {
    let table = try load("x,1,2\ny,3,4\n", TrainingColumns(labels: ["#1"]), header: .absent)
    #expect(table.featureNames == ["#1", "#2"])
    #expect(table.labels == [Column(position: 0, name: nil)])
    #expect(table.rows.features == [1, 2, 3, 4])
  }

  @Test func missingValues() throws {
    let table = try load("a,b\n1,x\n,y\n", missing: .nan)
    #expect(table.rows.features.last?.isNaN == true)
  }

  @Test func asTheColumnsOfAModel() throws {
    let text = "kind,b,id,a\nx,1,p,2\n"
    let byName = try LabelledTable(
      table(text), input: InputDescription(["a", "b"]), labels: ["kind"])
    #expect(byName.rows.features == [2, 1])
    let positions = try LabelledTable(
      table("1,2,x\n", header: .absent), input: InputDescription(["a", "b"]))
    #expect(positions.rows.features == [1, 2])
    #expect(positions.rows.labels.all == ["x"])
  }

  @Test func noRows() {
    #expect(
      message { _ = try load("a,b\n\n") } == "t.csv: found no rows under the header, expected some")
  }

  @Test func columnsOfText() {
    #expect(
      message { _ = try load("age,city,job,n,y\n1,NA,cook,7,x\n", missing: .nan) } == """
        t.csv:2: column "job" (#3): found "cook", expected a number; mend it, or name columns \
        of text with --categorical job, or leave them out with the same list for --ignore
        """)
    #expect(
      message { _ = try load("age,city,job,n,y\n1,Rome,cook,7,x\n") } == """
        t.csv:2: column "city" (#2): found "Rome", expected a number; mend it, or name columns \
        of text with --categorical city,job, or leave them out with the same list for --ignore
        """)
    #expect(
      message { _ = try load("1,Rome,2,x\n", header: .absent) } == """
        t.csv:1: column #2: found "Rome", expected a number; mend it, or name columns of text with \
        --categorical '#2', or leave them out with the same list for --ignore
        """)
    let long = String(repeating: "n", count: 201)
    #expect(
      message { _ = try load("\"it's, $(x)\",-b,\(long),y\nu,v,w,x\n") } == """
        t.csv:2: column "it's, $(x)" (#1): found "u", expected a number; mend it, or name columns of text \
        with --categorical '"it'\\''s, $(x)",-b,#3', or leave them out with the same list for --ignore
        """)
    let names = (0...100).map { "c\($0)" }
    let many = names.joined(separator: ",") + ",y\n" + names.map { _ in "t," }.joined() + "x\n"
    #expect(
      message { _ = try load(many) }?.hasSuffix(
        "c98,c99, or leave them out with the same list for --ignore (the first 100 of 101)") == true
    )
  }

  @Test func missingValueIsNoColumnOfText() {
    #expect(
      message { _ = try load("a,b,y\n1,NA,x\n") } == """
        t.csv:2: column "b" (#2): found "NA", expected a number, not a missing value; fill it in, \
        remove the row, or train with --impute mean
        """)
  }

  @Test func unknownLabelColumn() {
    #expect(
      message { _ = try load("a,kind\n1,x\n", TrainingColumns(labels: ["kin"])) } == """
        t.csv: found no column "kin", expected a name in the header or #1 to #2; did you mean "kind"?
        """)
  }

  @Test(arguments: [
    TrainingColumns(labels: ["a"], features: ["a", "b"]),
    TrainingColumns(features: ["b", "a", "#1"]),
    TrainingColumns(features: ["a", "b"], ignored: ["a"]),
    TrainingColumns(labels: ["a"], ignored: ["a"]),
  ])
  func alreadyUsed(_ columns: TrainingColumns) {
    #expect(
      message { _ = try load("a,b,y\n1,2,x\n", columns) } == """
        t.csv: column "a" (#1): found twice among the label, the features and what to ignore, \
        expected once; give each column once
        """)
  }

  @Test func noFeatures() {
    let expected = "t.csv: found no columns beside the label and those to ignore, expected features"
    #expect(message { _ = try load("y\nx\n") } == expected)
    #expect(message { _ = try load("a,y\n1,x\n", TrainingColumns(ignored: ["a"])) } == expected)
  }

  /// A row index that pandas wrote without a name is not learned from by accident.
  @Test func unnamedFeature() {
    #expect(
      message { _ = try load(",a,y\n0,1,x\n") } == """
        t.csv: column #1: found no name in the header, expected one; name it, or give --no-header if the \
        first row is data; leave the column out with --ignore '#1'
        """)
  }

  @Test func duplicateFeatureName() {
    #expect(
      message { _ = try load("a,a,y\n0,1,x\n") }
        == "t.csv: found 2 columns named \"a\" (#1, #2), expected one; rename the others")
  }
}
