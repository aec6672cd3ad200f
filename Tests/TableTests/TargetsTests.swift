import Testing

@testable import Table

@Suite struct TargetsTests {
  func targets(_ labels: [String], _ choice: TaskChoice = .auto) throws -> Targets {
    let text = "a,y\n" + labels.map { "1,\($0)\n" }.joined()
    return try LabelledTable(table(text)).targets(choice)
  }

  func classes(_ labels: [String], _ choice: TaskChoice = .auto) throws -> ([String], [Int])? {
    guard case .classes(let classes, let indices) = try targets(labels, choice) else { return nil }
    return (classes.names, indices)
  }

  func values(_ labels: [String], _ choice: TaskChoice = .auto) throws -> [Double]? {
    guard case .values(let values) = try targets(labels, choice) else { return nil }
    return values
  }

  @Test func textIsClassesInTheOrderOfScalars() throws {
    let (names, indices) = try #require(try classes(["b", "a", "Z", "é", "b", "a1"]))
    #expect(names == ["Z", "a", "a1", "b", "é"])
    #expect(indices == [3, 1, 0, 4, 3, 2])
  }

  @Test func fewWholeNumbersAreClassesInTheOrderOfNumbers() throws {
    let (names, indices) = try #require(
      try classes(["10", "9", "2", "9", "9", "9", "9", "9", "9"]))
    #expect(names == ["2", "9", "10"])
    #expect(indices.prefix(4) == [2, 1, 0, 1])
  }

  /// k classes need k² rows.
  @Test func wholeNumbersThatAreNotFewAreValues() throws {
    #expect(try values(["0", "1", "1"]) == [0, 1, 1])
    #expect(try classes(["0", "1", "1", "0"]) != nil)
    let labels = (0..<1000).map { "\($0 % 21)" }
    #expect(try values(labels)?.count == 1000)
    #expect(try classes((0..<1000).map { "\($0 % 20)" })?.0.count == 20)
  }

  /// Numbers that one float32 stands for are different targets.
  @Test func targetsAreReadInDoublePrecision() throws {
    let labels = (0..<30).map { "17000000\($0).25" }
    #expect(try values(labels) == labels.map { Double($0) })
    #expect(try values(["0.1", "0.2", "0.3"]) == [0.1, 0.2, 0.3])
  }

  @Test func fractionsAreValues() throws {
    #expect(try values(Array(repeating: "0.5", count: 50) + ["1"])?.count == 51)
  }

  @Test func theChoiceOverridesTheLook() throws {
    #expect(try values(["0", "1", "1", "0"], .regress) == [0, 1, 1, 0])
    let (names, _) = try #require(try classes(["0.5", "-1", "0.5"], .classify))
    #expect(names == ["-1", "0.5"])
  }

  @Test func spellingsOfANumberAreOneClass() throws {
    let (names, indices) = try #require(try classes(["1.0", "01", "0", "1", "+1", "0"], .classify))
    #expect(names == ["0", "1"])
    #expect(indices == [1, 1, 0, 1, 1, 0])
    let (few, _) = try #require(
      try classes(["1", "1.0", "01", "1e0", "+1", "10e-1", "2"], .classify))
    #expect(few == ["1", "2"])
    #expect(try classes(["007", "008"], .classify)?.0 == ["007", "008"])
  }

  /// Each pair is one double and two numbers.
  @Test(arguments: [
    ("123456789012345678", "123456789012345679"), ("0.1", "0.10000000000000000001"),
    ("-9007199254740993", "-9007199254740992"), ("1e-400", "0"), ("1e400", "1e401"),
    ("18446744073709551615", "18446744073709551616"),
  ])
  func numbersThatADoubleConfusesAreClasses(_ a: String, _ b: String) throws {
    let names = try #require(try classes([a, b, a, b], .classify)).0
    #expect(Set(names) == [a, b])
    #expect(ClassLabels(names: [a]).index(of: b) == nil)
  }

  @Test func classesOfIntegersInAnArrayAreExact() throws {
    let ids: [Int64] = [123_456_789_012_345_679, 123_456_789_012_345_678]
    let array = try table(npy("<i8", rows: 2, columns: 2, littleEndian([0, ids[0], 0, ids[1]])))
    guard case .classes(let classes, let indices) = try LabelledTable(array).targets(.classify)
    else {
      Issue.record("expected classes")
      return
    }
    #expect(classes.names == ids.reversed().map(String.init))
    #expect(indices == [1, 0])
  }

  @Test func fewMixedLabelsAreClasses() throws {
    #expect(try classes(["1", "A", "1", "A", "2", "2", "1", "1", "1"])?.0 == ["1", "2", "A"])
  }

  @Test func mixedLabels() {
    #expect(
      message { _ = try targets(["1", "2.5", "3", "4", "12..5"]) } == """
        t.csv:6: column "y" (#2): found "12..5", expected a number as in other rows; mend it, or \
        give --task classify if labels are names
        """)
  }

  @Test func oneClass() {
    for labels in [["x", "x"], ["1", "1.0"]] {
      #expect(
        message { _ = try targets(labels, .classify) } == """
          t.csv: column "y" (#2): found only the label "\(labels[0].prefix(1))", expected two \
          classes or more
          """)
    }
  }

  @Test func textToRegress() {
    #expect(
      message { _ = try targets(["1", "red"], .regress) } == """
        t.csv:3: column "y" (#2): found "red", expected a number to learn; mend it, or give --task \
        classify if labels are names of classes
        """)
  }

  @Test func infiniteValue() {
    #expect(
      message { _ = try targets(["1.5", "inf"], .regress) }
        == "t.csv:3: column \"y\" (#2): found \"inf\", expected a finite number; mend it")
  }

  @Test func unknownLabel() throws {
    let table = try LabelledTable(table("a,y\n1,cat\n2,cow\n"))
    #expect(
      message { _ = try table.rows.classIndices(ClassLabels(names: ["cat", "dog"])) } == """
        t.csv:3: column "y" (#2): found "cow", expected one of the labels "cat", "dog"
        """)
    let many = ClassLabels(names: (0..<12).map { "c\($0)" })
    #expect(
      message { _ = try table.rows.classIndices(many) }?.hasSuffix("\"c9\" and 2 more") == true)
  }

  @Test func labelsOfAModel() {
    let digits = ClassLabels(names: ["0", "1", "2"])
    #expect(digits.index(of: "2") == 2)
    #expect(digits.index(of: "2.0") == 2)
    #expect(digits.index(of: "3") == nil)
    #expect(digits.index(of: "two") == nil)
    let texts = ClassLabels(names: ["b", "1", "a"])
    #expect(texts.index(of: "a") == 2)
    #expect(texts.index(of: "1.0") == nil)
  }
}
