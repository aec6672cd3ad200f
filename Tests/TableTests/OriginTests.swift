import MLPModel
import Testing

@testable import Table

/// Columns whose numbers lie close together far from 0 are relative to an origin.
@Suite struct OriginTests {
  /// The origins of the features and all features of a table of one column of numbers.
  private func learned(
    _ cells: [String], missing: MissingPolicy = .error
  ) throws -> (origin: Double, features: [Float]) {
    let text = "t,y\n" + cells.map { "\($0),1\n" }.joined()
    let table = try LabelledTable(table(text), missing: missing)
    let numbers = table.rows.features
    let features =
      table.hasOtherFeatures
      ? table.features(of: 0..<table.rows.rowCount, numbers: numbers.span) : numbers
    return (table.input.features[0].origin, features)
  }

  private func seconds(_ count: Int) -> [String] {
    (0..<count).map { "\(1_700_000_000 + $0 % 60).\(100 + $0 * 7 % 900)" }
  }

  @Test func timesOfAMinuteAreRelative() throws {
    let cells = seconds(5000)
    let (origin, features) = try learned(cells)
    #expect(origin == 1_700_000_030)
    #expect(features == cells.map { Float((Double($0) ?? 0) - origin) })
    #expect(Set(features).count == Set(cells).count)
  }

  /// What float32 tells apart well enough stays as it was: years, latitudes, times of a year, counts.
  @Test(arguments: [
    (0..<100).map { "\(1990 + $0 % 30)" }, (0..<100).map { "48.\(1000 + $0 * 37 % 3000)" },
    (0..<100).map { "\(1_700_000_000 + $0 * 300_000)" }, (0..<100).map { "\(16_000_000 + $0)" },
    (0..<100).map { _ in "1700000001.5" }, (0..<100).map { "0.\($0)" }, ["1e30", "1e30"],
    ["0", "-0"],
  ])
  func othersAreNot(_ cells: [String]) throws {
    let (origin, features) = try learned(cells)
    #expect(origin == 0)
    #expect(features == cells.compactMap { Float($0) })
  }

  /// The decision is about all rows: late ones count, and a block's end is nowhere special.
  @Test func theWholeColumnDecides() throws {
    let constant = [String](repeating: "1700000000", count: 30_000)
    #expect(try learned(constant).origin == 0)
    let (origin, features) = try learned(constant + ["1700000001"])
    #expect(origin == 1_700_000_001)
    #expect(features.first == -1)
    #expect(features.last == 0)
    let fraction = [String](repeating: "1700000000.25", count: 30_000)
    #expect(try learned(fraction).origin == 0)
    for last in ["1700000001.25", "1700000128"] {
      let (origin, features) = try learned(fraction + [last])
      #expect(features.first == Float(1_700_000_000.25 - origin))
      #expect(features.last == (Double(last).map { Float($0 - origin) }))
      #expect(origin != 0)
    }
    #expect(try learned(seconds(30_000) + ["0"]).origin == 0)
    #expect(try learned(["0"] + seconds(30_000)).origin == 0)
  }

  @Test func missingValuesStayMissing() throws {
    let (origin, features) = try learned(
      ["1700000001.5", "", "1700000002.5", "NA", "1700000003.5"], missing: .nan)
    #expect(origin == 1_700_000_003)
    #expect(features.map(\.isNaN) == [false, true, false, true, false])
    #expect(features.filter { !$0.isNaN } == [-1.5, -0.5, 0.5])
  }

  private let input = InputDescription(features: [
    Feature(name: "a"), Feature(name: "t", origin: 1_700_000_000), Feature(name: "b"),
  ])

  /// Plain records, quoted ones and arrays give the same features.
  @Test func aModelsOriginsAreSubtracted() throws {
    let text = "b,t,a\n3,1700000000.25,1\n4,1699999999.5,2\n"
    let quoted = "b,t,a\n3, \"1700000000.25\" ,1\n\"4\",1699999999.5,\"2\"\n"
    for text in [text, quoted.replacing(" ", with: "")] {
      let table = try table(text)
      let map = try ColumnMap(input, in: table.columns)
      #expect(try batch(table, map).features == [1, 0.25, 3, 2, -0.5, 4])
    }
    let numbers = [1, 1_700_000_000.25, 3, 2, 1_699_999_999.5, 4]
    let doubles = try table(
      npy("<f8", rows: 2, columns: 3, littleEndian(numbers.map(\.bitPattern))), header: .absent)
    let map = try ColumnMap(input, in: doubles.columns, by: .position)
    #expect(try batch(doubles, map).features == [1, 0.25, 3, 2, -0.5, 4])
    let bytes = npy(
      "<f4", rows: 1, columns: 3, littleEndian([1, 1.7e9, 3].map { Float($0).bitPattern }))
    let refusal = TableTests.message {
      let narrow = try table(bytes, header: .absent)
      let map = try ColumnMap(input, in: narrow.columns, by: .position)
      _ = try batch(narrow, map)
    }
    #expect(refusal?.hasPrefix("t.csv: column #2: found float32 numbers") == true)
    let integers = try table(
      npy("<i8", rows: 1, columns: 3, littleEndian([1, 1_700_000_001, 3])), header: .absent)
    let places = try ColumnMap(input, in: integers.columns, by: .position)
    #expect(try batch(integers, places).features == [1, 1, 3])
  }

  @Test func whatIsNoNumberIsSaidAsElsewhere() throws {
    func message(_ cell: String) -> String? {
      TableTests.message {
        let table = try table("a,t,b\n1,\(cell),2\n")
        let map = try ColumnMap(input, in: table.columns)
        _ = try batch(table, map)
      }
    }
    for (cell, words) in [
      ("x", "expected a number"), ("", "missing value"), ("inf", "finite"), ("1e39", "32-bit"),
    ] {
      #expect(message(cell)?.contains("line 2") != true)
      #expect(message(cell)?.hasPrefix("t.csv:2: column \"t\" (#2): found") == true)
      #expect(message(cell)?.contains(words) == true, "\(message(cell) ?? "none")")
    }
  }

  @Test func whatIsImputedAndGapsAreAsElsewhere() throws {
    let table = try table("a,t,b\n1,,2\n3,1700000001,4\n")
    let map = try ColumnMap(input, in: table.columns)
    let found = try batch(table, map, missing: .values([7, 8, 9]), wantsGaps: true)
    #expect(found.features == [1, 8, 2, 3, 1, 4])
    #expect(found.gaps.map(\.feature) == [1])
  }

  /// The origin itself is a number with few digits near the middle.
  @Test func originsAreRound() throws {
    #expect(try learned(["5300000.123", "5300001.877", "5300000.5"]).origin == 5_300_001)
    #expect(
      try learned(["48.13700001", "48.13700002", "48.13700007"]).origin == 48.13700004)
    #expect(try learned(["-1700000000.5", "-1700000007.5"]).origin == -1_700_000_004)
  }
}
