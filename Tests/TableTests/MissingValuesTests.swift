import CSV
import MLPModel
import TestSupport
import Testing

@testable import Table

/// Which cells are missing values: each column has its own texts.
@Suite struct MissingValuesTests {
  private func texts(_ texts: String...) throws -> MissingTexts { try MissingTexts(texts) }

  /// What is NaN in a table is no text of a list, and nothing else is.
  @Test(arguments: [
    "nan", "NaN", "+nan", "-NAN", "nan()", "NaN(ind)", "-nan(0x_1)", "nan(", "nan)", "nan( )",
    "+-nan", "nanx", "n", "+", "-", "nan()()", "na", "NA", "inf", "1", "1e5", ".", "e5", "+.", "5.",
    ".5e-3", "1e", "1e+", "--1", "1_000", "0x1", "1 ",
  ])
  func listsKnowWhatTablesReadAsNumbers(_ text: String) throws {
    let number = try? Float(text: text.utf8.span)
    let list = try MissingTexts([text]).texts
    if number?.isNaN == true {
      #expect(list.isEmpty)
    } else if let number, number.isFinite {
      // In its plain form, which is the same number.
      #expect(try list.map { try Float(text: $0.utf8.span) } == [number])
      #expect(list.first?.utf8.contains { !"-0123456789.".utf8.contains($0) } == false)
    } else {
      #expect(list == [text])
    }
  }

  private func has(_ values: MissingValues, _ text: String) -> Bool {
    values.contains(text.utf8.span)
  }

  /// As `contains` finds, so a search in a list of texts does.
  @Test func everyTextIsFound() throws {
    let words =
      (0..<200).map { "w\(String(repeating: "x", count: $0 % 7))\($0)" } + ["é", "-", "??"]
    let numbers = (0..<50).map { "\($0 * 37 - 900).5" }
    let values = MissingValues(try MissingTexts(words + numbers))
    for text in words + numbers + ["-900.50", "", "NaN"] {
      #expect(has(values, text), "\(text)")
    }
    for text in ["w", "w200", "wx", "e\u{301}", "NA", "?", "-899.6", "inf", "~", "\u{10FFFF}"] {
      #expect(!has(values, text), "\(text)")
    }
    #expect(!has(MissingValues(try MissingTexts([])), "NA"))
  }

  /// Texts of one column are values of another, of numbers and of text, in plain rows and others.
  @Test(arguments: [",", "\""]) func eachColumnHasItsOwn(_ form: String) throws {
    let input = InputDescription(
      features: [
        Feature(name: "a", missing: try texts("?")),
        Feature(name: "b", missing: try texts("-99", "none")),
        Feature(name: "k=?"), Feature(name: "k=NA"),
        Feature(name: "c"), Feature(name: "d", missing: try texts()),
      ],
      categories: [
        CategoricalColumn(
          name: "k", firstFeature: 2, levels: ["?", "NA"], missing: try texts("none", "-99"))
      ])
    func rows(_ cells: [String]) throws -> [Float] {
      let cells = form == "," ? cells : cells.map { "\"\($0)\"" }
      let table = try table("a,b,k,c,d\n\(cells.joined(separator: ","))\n")
      let map = try ColumnMap(input, in: table.columns)
      return try batch(table, map, missing: .values([10, 11, 12, 13, 14, 15])).features
    }
    #expect(try rows(["1", "2", "?", "3", "4"]) == [1, 2, 1, 0, 3, 4])
    #expect(try rows(["?", "-99.0", "-99.00", "NA", ""]) == [10, 11, 12, 13, 14, 15])
    #expect(try rows(["-99", "NaN", "NA", "-99", "-99"]) == [-99, 11, 0, 1, -99, -99])
    for (place, cell) in [(0, "none"), (1, "?"), (1, "NA"), (3, "?"), (4, "NA"), (2, "null")] {
      var cells = ["1", "2", "?", "3", "4"]
      cells[place] = cell
      #expect(throws: TableError.self, "\(cell) in column \(place)") { _ = try rows(cells) }
    }
  }

  /// A number that is missing in one column does not hold up the others, nor in an array.
  @Test func numbersOfArrays() throws {
    let input = InputDescription(features: [
      Feature(name: "#1", missing: try texts("-99")), Feature(name: "#2"),
    ])
    let array = npy(
      "<f4", rows: 2, columns: 2, littleEndian([-99, -99, 1, 2].map { Float($0).bitPattern }))
    let table = try table(array)
    let map = try ColumnMap(input, in: table.columns)
    #expect(try batch(table, map, missing: .values([7, 8])).features == [7, -99, 1, 2])
  }

  /// Given texts take the place of all lists; labels are missing by the texts of any column.
  @Test func givenTextsAndLabels() throws {
    let input = InputDescription(features: [
      Feature(name: "a", missing: try texts("?")), Feature(name: "b", missing: try texts("-")),
    ])
    func rows(_ row: String, _ given: MissingTexts? = nil) throws -> [Float] {
      let table = try table("a,b,y\n\(row)\n", header: .present)
      let map = try ColumnMap(input, in: table.columns)
      return try batch(table, map, label: 2, missing: .values([7, 8]), spellings: given).features
    }
    #expect(try rows("?,-,NA") == [7, 8])
    #expect(try rows("x,x,NA", texts("x")) == [7, 8])
    for label in ["?", "-", ""] {
      #expect(throws: TableError.self) { _ = try rows("1,2,\(label)") }
    }
    #expect(throws: TableError.self) { _ = try rows("?,-,y", texts("x")) }
  }

  /// A table to learn from: what was missing is in the model's columns.
  @Test func learnedColumnsKeepTheirLists() throws {
    func load(_ lists: [MissingTexts]?) throws -> LabelledTable {
      try LabelledTable(
        table("n,k,y\n1,u,a\n?,-,b\n3,v,a\n"),
        columns: TrainingColumns(categorical: .named(["k"])), missing: .nan,
        missingTexts: texts("?", "-"), ofFeatures: lists)
    }
    let shared = try load(nil)
    #expect(shared.input.columns.map(\.missing) == [try texts("?", "-"), try texts("-", "?")])
    let own = try load([texts("?"), texts("-")])
    #expect(own.input.columns.map(\.missing) == [try texts("?"), try texts("-")])
    #expect(own.input.features.allSatisfy { $0.name == "n" || $0.missing.isBuiltIn })
    #expect(throws: TableError.self) { _ = try load([texts("-"), texts("?")]) }
  }

  /// What finds texts is made once for each list, however the columns take turns.
  @Test func columnsShareWhatFindsTheirTexts() throws {
    let lists = [try texts("?"), try texts("-"), .builtIn]
    let names = (0..<999).map { "c\($0)" }
    let features = names.enumerated().map { Feature(name: $1, missing: lists[$0 % 3]) }
    let columns = try table(names.joined(separator: ",") + "\n", header: .present).columns
    let map = try ColumnMap(InputDescription(features: features), in: columns)
    #expect(Set(map.columns.map { ObjectIdentifier($0.missing) }).count == 3)
    #expect(try map.allMissing.texts == MissingTexts(["?", "-"] + MissingTexts.builtIn.texts))
  }
}
