import Foundation
import TestSupport
import Testing

/// The forms that a table can come in, and those that predictions go out in.
@Suite struct FormatTests {
  private let folder: Folder
  private let table: String
  private let expected: [String]

  init() throws {
    folder = try .withIris()
    table = try folder.text(of: "test.csv")
    expected = try folder.succeed("mlp-infer model.h5 test.csv").lines
  }

  /// The table with every row's fields changed by `edit`.
  private static func fields(
    _ edit: @escaping @Sendable ([String]) -> [String]
  ) -> @Sendable (String) -> String {
    { table in
      table.split(separator: "\n").map { line in
        edit(line.split(separator: ",").map(String.init)).joined(separator: ",") + "\n"
      }.joined()
    }
  }

  private struct Form: CustomTestStringConvertible {
    let name: String
    var options = ""
    let make: @Sendable (String) -> String
    var testDescription: String { name }

    static let all = [
      Form(name: "CRLF") { $0.replacingOccurrences(of: "\n", with: "\r\n") },
      Form(name: "byte order mark") { "\u{FEFF}" + $0 },
      Form(name: "no line end at the end") { String($0.dropLast()) },
      Form(name: "quotes", make: fields { $0.map { "\"\($0)\"" } }),
      Form(name: "blanks", make: fields { $0.map { " \($0)\t" } }),
      Form(name: "a delimiter at line ends", make: fields { $0 + [""] }),
      Form(name: "columns in another order", make: fields { $0.reversed() }),
      Form(
        name: "columns nobody asked for",
        make: fields { ["id \($0[0])"] + $0 + ["x, y".debugDescription] }),
      Form(
        name: "numbers in other spellings",
        make: fields { $0.map { Double($0).map { "+\($0 * 10)e-1" } ?? $0 } }),
      Form(name: "other names", options: "--match position --label #5") {
        "a,b,c,d,e\n" + $0.split(separator: "\n").dropFirst().joined(separator: "\n")
      },
      Form(name: "no header", options: "--no-header --label #5") {
        $0.split(separator: "\n").dropFirst().joined(separator: "\n")
      },
    ]
  }

  @Test(arguments: Form.all) private func reads(_ form: Form) throws {
    try folder.write(form.make(table), to: "form.csv")
    #expect(try folder.succeed("mlp-infer model.h5 form.csv \(form.options)").lines == expected)
  }

  @Test(arguments: ["tab": "\t", "\\t": "\t", ";": ";", "|": "|"])
  func readsAndWritesWithTheDelimiter(option: String, delimiter: String) throws {
    try folder.write(table.replacingOccurrences(of: ",", with: delimiter), to: "form.csv")
    let found = try folder.succeed("mlp-infer model.h5 form.csv --delimiter \(option)").lines
    #expect(found == expected.map { $0.replacingOccurrences(of: ",", with: delimiter) })
  }

  @Test func predictsWhatIsAskedFor() throws {
    func predicted(_ kind: String) throws -> [[String]] {
      try folder.succeed("mlp-infer model.h5 test.csv --predict \(kind)").lines
        .map { $0.split(separator: ",").map(String.init) }
    }
    let all = try predicted("all")
    let classes = Array(all[0].dropFirst())
    #expect(all.map { $0.joined(separator: ",") } == expected)
    #expect(try predicted("class") == all.map { [$0[0]] })
    #expect(try predicted("proba") == all.map { Array($0.dropFirst()) })
    let indices = try predicted("index")
    #expect(indices[0] == ["index"])
    #expect(
      indices.dropFirst().map { Int($0[0]).map { classes[$0] } } == all.dropFirst().map { $0[0] })
    // Logits are those before the temperature.
    let about = try folder.succeed("mlp-infer model.h5 --describe --json").json()
    let temperature = try #require(about["temperature"] as? Double)
    let logits = try predicted("logits")
    #expect(logits[0] == classes)
    for (row, all) in zip(logits, all).dropFirst() {
      let powers = row.compactMap(Double.init).map { exp($0 / temperature) }
      let probabilities = all.dropFirst().compactMap(Double.init)
      #expect(powers.count == 3)
      for (power, probability) in zip(powers, probabilities) {
        #expect(abs(power / powers.reduce(0, +) - probability) < 1e-6)
      }
    }
  }

  @Test func keepsColumnsInFront() throws {
    let input = table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let together = zip(input, expected)
    func kept(_ columns: String) throws -> [String] {
      try folder.succeed("mlp-infer model.h5 test.csv --keep \(columns)").lines
    }
    #expect(try kept("species") == together.map { "\($0[4]),\($1)" })
    #expect(try kept("#2,sepal_length_cm") == together.map { "\($0[1]),\($0[0]),\($1)" })
    #expect(try kept("all") == together.map { "\($0.joined(separator: ",")),\($1)" })
  }

  @Test func keepsTextAsItIs() throws {
    let id = #""a, ""b"" – ü""#
    try folder.write(
      "id,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n\(id),5.0,3.6,1.4,0.2\n",
      to: "named.csv")
    let found = try folder.succeed("mlp-infer model.h5 named.csv --keep id").lines
    #expect(found == ["id,\(expected[0])", "\(id),\(expected[1])"])
  }

  @Test func roundsToThePrecision() throws {
    let found = try folder.succeed("mlp-infer model.h5 test.csv --predict proba --precision 3")
      .lines
    let exact = expected.map { $0.split(separator: ",").dropFirst() }
    for (line, exact) in zip(found, exact).dropFirst() {
      for (text, exact) in zip(line.split(separator: ","), exact) {
        let (number, exact) = (try #require(Double(text)), try #require(Double(exact)))
        #expect(abs(number - exact) <= 0.005_01 * exact)
        let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
        #expect(digits.count <= 3)
      }
    }
  }

  @Test func aTableWithoutRowsGivesNone() throws {
    try folder.write(table.prefix { $0 != "\n" } + "\n", to: "none.csv")
    #expect(try folder.succeed("mlp-infer model.h5 none.csv").lines == [expected[0]])
  }
}
