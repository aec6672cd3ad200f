import Foundation
import TestSupport
import Testing

/// Tables that cannot be used: exit code 3, and the file, line and column.
@Suite struct BadTableTests {
  private static let predict = [
    "mlp-infer model.h5 bad.csv", "mlp-infer model.h5 bad.csv -o old.csv",
  ]
  private static let evaluate = ["mlp-infer model.h5 bad.csv --evaluate --label species"]
  private static let train = ["mlp-train bad.csv -o old.h5"]
  private static let validate = ["mlp-train train.csv --valid bad.csv -o old.h5"]
  private static let infer = predict + evaluate
  private static let all = infer + train + validate

  private static let header =
    "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species\n"

  private static func cases(
    _ name: String, _ lines: [String], says: String...,
    prepare: @escaping @Sendable (Folder) throws -> Void
  ) -> [BadInput] {
    lines.map { BadInput(name: name, line: $0, code: 3, says: says, prepare: prepare) }
  }

  private static let files = [
    cases("missing", all, says: "bad.csv: cannot open it: No such file or directory") { _ in },
    cases("directory", all, says: "bad.csv: found a directory, expected a file") { folder in
      try FileManager.default.createDirectory(
        atPath: folder / "bad.csv", withIntermediateDirectories: false)
    },
    cases("empty", all, says: "bad.csv: found an empty table, expected rows") { folder in
      try folder.write("", to: "bad.csv")
    },
    cases("a model", all, says: "bad.csv: found a model file, expected a table") { folder in
      try folder.edit("model.h5", to: "bad.csv") { _ in }
    },
    cases("UTF-16", all, says: "bad.csv: found text in UTF-16", "convert it: iconv") { folder in
      try folder.edit("test.csv", to: "bad.csv") { $0 = [0xFF, 0xFE] + $0.flatMap { [$0, 0] } }
    },
    cases(
      "no rows", evaluate + train + validate, says: "bad.csv: found no rows"
    ) { folder in
      try folder.write(header, to: "bad.csv")
    },
  ].flatMap(\.self)

  private static let rows = [
    cases(
      "text for a number", all,
      says: "bad.csv:3: column \"sepal_width_cm\" (#2): found \"x\", expected a number; mend it"
    ) { try $0.spoil("4.9,3.1", "4.9,x") },
    cases(
      "missing value", all,
      says: "bad.csv:3: column \"sepal_width_cm\" (#2): found \"NA\"", "not a missing value"
    ) { try $0.spoil("4.9,3.1", "4.9,NA") },
    cases(
      "infinity", all,
      says: "bad.csv:3: column \"sepal_width_cm\" (#2): found \"-inf\"", "a finite number"
    ) { try $0.spoil("4.9,3.1", "4.9,-inf") },
    cases(
      "decimal comma", all,
      says: "bad.csv:3: column \"sepal_width_cm\" (#2): found \"3,1\"", "write 3.1 (--delimiter"
    ) { try $0.spoil("4.9,3.1", "4.9,\"3,1\"") },
    cases("long row", all, says: "bad.csv:3: found 6 fields, expected 5") {
      try $0.spoil("4.9,3.1", "4.9,3,1")
    },
    cases("short row", all, says: "bad.csv:3: found 4 fields, expected 5") {
      try $0.spoil("4.9,3.1", "4.9")
    },
    cases("open quote", all, says: "bad.csv:3: column #1: found a quote that nothing closes") {
      try $0.spoil("4.9,3.1", "\"4.9,3.1")
    }.map {
      // The end of the table tells that it stays open, and rows do not wait for that.
      var input = $0
      input.linesWritten = $0.line == predict[0] ? 2 : 0
      return input
    },
    cases(
      "unknown label", evaluate + validate,
      says: "bad.csv:3: column \"species\" (#5): found \"rosa\"",
      "one of the labels \"setosa\", \"versicolor\", \"virginica\""
    ) { try $0.spoil("0.1,setosa", "0.1,rosa") },
    cases(
      "missing label", evaluate + train + validate,
      says: "bad.csv:3: column \"species\" (#5): found \"\"", "the row's label"
    ) { try $0.spoil("0.1,setosa", "0.1,") },
  ].flatMap(\.self)

  private static let columns = [
    cases(
      "no header", all, says: "bad.csv:1: found numbers, expected a header", "--no-header",
      "--header"
    ) { try $0.spoil(header, "") },
    cases(
      "missing column", infer + validate,
      says: "bad.csv: found no column for 1 of the model's 4 features: \"petal_width_cm\""
    ) { try $0.rearrange([0, 1, 2, 4]) },
    cases(
      "other name", infer + validate,
      says: "found no column for 1 of the model's 4 features: \"petal_width_cm\"",
      "not in the model: \"petal_wdith_cm\"",
      "did you mean \"petal_wdith_cm\" for \"petal_width_cm\"?"
    ) { try $0.spoil("petal_width_cm", "petal_wdith_cm") },
    cases(
      "column twice", all, says: "bad.csv: found 2 columns named \"sepal_width_cm\" (#2, #3)"
    ) { try $0.rearrange([0, 1, 1, 2, 3, 4]) },
    cases("other delimiter", all, says: "bad.csv:1: found one column", "--delimiter ';'") {
      folder in
      let text = try folder.text(of: "test.csv").replacingOccurrences(of: ",", with: ";")
      try folder.write(text, to: "bad.csv")
    },
    cases(
      "text column", train, says: "bad.csv:2: column \"id\" (#1): found \"a\"",
      "--categorical id, or", "--ignore"
    ) { try $0.write("id,x,y\na,1,p\nb,2,q\n", to: "bad.csv") },
    cases(
      "one class", train, says: "bad.csv: column \"y\" (#2): found only the label \"p\""
    ) { try $0.write("x,y\n1,p\n2,p\n", to: "bad.csv") },
    cases("no features", train, says: "bad.csv: found no columns beside the label") {
      try $0.write("y\n1\n2\n", to: "bad.csv")
    },
  ].flatMap(\.self)

  @Test(arguments: files) func aFileThatIsNoTable(_ input: BadInput) throws { try input.check() }

  @Test(arguments: rows) func aRowThatDoesNotFit(_ input: BadInput) throws { try input.check() }

  @Test(arguments: columns) func columnsThatDoNotFit(_ input: BadInput) throws { try input.check() }
}

extension Folder {
  /// Writes the table `test.csv` to `bad.csv` with the text `old`, which has to be there, replaced
  /// where it comes first.
  fileprivate func spoil(_ old: String, _ new: String) throws {
    let text = try text(of: "test.csv")
    let range = try #require(text.firstRange(of: old))
    try write(text.replacingCharacters(in: range, with: new), to: "bad.csv")
  }

  /// Writes the table `test.csv` to `bad.csv` with these of its columns.
  fileprivate func rearrange(_ columns: [Int]) throws {
    let lines = try text(of: "test.csv").split(separator: "\n").map { line in
      let fields = line.split(separator: ",")
      return columns.map { fields[$0] }.joined(separator: ",") + "\n"
    }
    try write(lines.joined(), to: "bad.csv")
  }
}
