import Foundation
import MLPModel
import ModelSamples
import TestSupport
import Testing

/// Whether a row is like those that the model was trained on.
@Suite struct VerdictTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
  }

  /// A model of features with these ranges; missing values are 100 where they may be missing.
  private func write(_ ranges: [(String, ClosedRange<Float>?)], imputed: Float? = nil) throws {
    let base = try ModelSample.model(
      widths: [ranges.count, 2], last: .softmax, task: .classification)
    let features = ranges.map { Feature(name: $0.0, range: $0.1, imputed: imputed) }
    try folder.writeModel(
      try MultilayerPerceptron(
        input: InputDescription(features: features), layers: base.layers, output: base.output),
      to: "model.h5")
  }

  private func verdicts(_ table: String, _ options: String = "") throws -> [String] {
    try folder.write(table, to: "table.csv")
    let line = "mlp-infer model.h5 table.csv --verdict --predict index \(options)"
    return try folder.succeed(line).lines.map { line in
      String(line[line.index(after: try #require(line.firstIndex(of: ",")))...])
    }
  }

  @Test func everyRowHasOne() throws {
    try write([("a", -1...1), ("b", 0...10), ("c", 5...5)])
    let table = "a,b,c\n0,1,5\n-1,0,5\n1,10,5.0\n1.0000001,10,5\n-2,11,5\n0,1,4.9999995\n9,-1,6\n"
    #expect(
      try verdicts(table) == [
        "verdict", "ok", "ok", "ok", "out_of_range:a", "out_of_range:a;b", "out_of_range:c",
        "out_of_range:a;b;c",
      ])
  }

  /// The model's order, whatever the table's.
  @Test func namesComeInTheModelsOrder() throws {
    try write([("a", 0...1), ("b", 0...1)])
    #expect(try verdicts("x,b,a\n0,2,3\n").last == "out_of_range:a;b")
  }

  @Test func namesThatHoldDelimitersAreInQuotes() throws {
    try write([("a;b", 0...1), ("c d", 0...1), ("e,f", 0...1), ("g\"h", 0...1), ("ü", 0...1)])
    let header = "a;b,c d,\"e,f\",\"g\"\"h\",ü\n"
    #expect(
      try verdicts(header + "2,2,2,2,2\n").last
        == #""out_of_range:""a;b"";""c d"";e,f;""g\""h"";ü""#)
    let line = "mlp-infer model.h5 table.csv --verdict --format jsonl"
    #expect(
      try folder.succeed(line).json()["verdict"] as? String
        == #"out_of_range:"a;b";"c d";e,f;"g\"h";ü"#)
  }

  @Test func missingValuesAreNamedAndNotWhatStandsForThem() throws {
    try write([("a", 0...1), ("b", 0...1), ("c", 0...1)], imputed: 100)
    let table = "a,b,c\nNA,1,0\n,,\n0,NA,7\n\"\",2,nan\n0.5,0.5,0.5\n"
    #expect(
      try verdicts(table).dropFirst() == [
        "missing:a", "missing:a;b;c", "out_of_range:c missing:b", "out_of_range:b missing:a;c",
        "ok",
      ])
  }

  /// One walk over features and gaps together, in whatever order the gaps come: texts after numbers.
  @Test func manyGapsAreNamedInTheModelsOrder() throws {
    let names = (0..<300).map { "f\($0)" }
    try write(names.map { ($0, 0...1) }, imputed: 100)
    let cells = names.indices.map { $0 % 3 == 0 ? "" : $0 % 3 == 1 ? "2" : "x" }
    let found = [("out_of_range", 1), ("missing", 0), ("invalid", 2)].map { finding, rest in
      "\(finding):"
        + names.indices.filter { $0 % 3 == rest }.map { names[$0] }.joined(separator: ";")
    }
    let table = names.joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n"
    #expect(try verdicts(table, "--on-error nan").last == found.joined(separator: " "))
  }

  /// A row that cannot be predicted has a verdict too.
  @Test func badRowsAreMissingOrInvalid() throws {
    try write([("a", 0...1), ("b", 0...1), ("c", 0...1)])
    let table = "a,b,c\nNA,2,\nx,,3\n1\n\n\"0\",0,1\n"
    #expect(
      try verdicts(table, "--on-error nan").dropFirst() == [
        "out_of_range:b missing:a;c", "out_of_range:c missing:b invalid:a", "invalid", "invalid",
        "ok",
      ])
    #expect(try verdicts(table, "--on-error skip").dropFirst() == ["ok"])
  }

  /// Columns of text among the others: `colour` refuses what it does not know, `size` does not.
  @Test func textsThatTheTrainingHadNotAreOutOfRange() throws {
    let sample = try ModelSample.categorical()
    try folder.writeModel(sample, to: "model.h5")
    let names = sample.input.columns.map(\.name)
    #expect(names == ["feature 0", "colour", "feature 4", "size", "feature 7"])
    let numbers = [0, 4, 7].map { "\(sample.input.features[$0].range?.lowerBound ?? 0)" }
    func row(_ colour: String, _ size: String, last: String? = nil) -> String {
      "\(numbers[0]),\(colour),\(numbers[1]),\(size),\(last ?? numbers[2])\n"
    }
    let table =
      names.joined(separator: ",") + "\n" + row("red", "S") + row("grün", "extra large")
      + row("red", "XXL") + row("pink", "S") + row("", "NA") + row("\"red\"", "XL", last: "1e9")
      + row("blue", "S", last: "x")
    let last = #"""feature 7"""#
    #expect(
      try verdicts(table, "--on-error nan").dropFirst() == [
        "ok", "ok", "out_of_range:size", "out_of_range:colour", "missing:colour;size",
        "\"out_of_range:size;\(last)\"", "\"invalid:\(last)\"",
      ])
    let classes = try folder.succeed(
      "mlp-infer model.h5 table.csv --on-error nan --predict class"
    ).lines
    #expect(classes.map { $0 == "\"\"" } == [false, false, false, false, true, false, false, true])
  }

  @Test func anArraysRowsHaveOneToo() throws {
    try write([("a", 0...1), ("b", 0...1)])
    let rows = "[[0, 1], [2, 0], [numpy.nan, 3], [numpy.inf, 1]]"
    let script = "import numpy, sys; numpy.save(sys.argv[1], numpy.array(\(rows)))"
    _ = try output(of: python, ["-c", script, folder / "rows.npy"])
    let line = "mlp-infer model.h5 rows.npy --verdict --predict class --on-error"
    let verdicts = ["ok", "out_of_range:a", "out_of_range:b missing:a", "invalid:a"]
    let found = try folder.succeed("\(line) nan --errors e.jsonl").lines.dropFirst()
    #expect(found.map { $0.split(separator: ",").last.map(String.init) } == verdicts)
    let errors = try folder.text(of: "e.jsonl").split(separator: "\n")
    #expect(errors.map { $0.prefix(9) } == ["{\"line\":3", "{\"line\":4"])
    #expect(try folder.succeed("\(line) skip").lines.count == 3)
  }

  @Test(arguments: [1, 2, 4]) func theSameOnAllThreads(threads: Int) throws {
    try write([("a", 0...100), ("b", 0...1)], imputed: 0)
    let rows = (0..<30_000).map { i in i % 5 == 0 ? ",\"\(i % 3)\"" : "\(i % 200),0.5" }
    let expected = (0..<30_000).map { i in
      i % 5 == 0
        ? i % 3 == 2 ? "out_of_range:b missing:a" : "missing:a"
        : i % 200 > 100 ? "out_of_range:a" : "ok"
    }
    let found = try verdicts("a,b\n" + rows.joined(separator: "\n"), "--threads \(threads)")
    #expect(Array(found.dropFirst()) == expected)
  }

  @Test func everyFormHasIt() throws {
    try write([("a", 0...1), ("b", 0...1)], imputed: 0)
    try folder.write("a,b\n0,0\n2,0\n,0\n2,NA\n", to: "table.csv")
    let line = "mlp-infer model.h5 table.csv --verdict"
    let expected = ["ok", "out_of_range:a", "missing:a", "out_of_range:a missing:b"]
    let tsv = try folder.succeed("\(line) --format tsv").lines.dropFirst()
    #expect(tsv.map { $0.split(separator: "\t").last.map(String.init) } == expected)
    let objects = try folder.succeed("\(line) --format jsonl").lines
    #expect(
      objects.map { $0.hasSuffix("\"verdict\":\"\(expected[0])\"}") } == [
        true, false, false, false,
      ])
    try folder.succeed("\(line) --format npy -o out.npy")
    let numbers = try output(
      of: python,
      ["-c", "import numpy, sys; print(numpy.load(sys.argv[1])[:, -1])", folder / "out.npy"])
    #expect(numbers == "[0. 1. 2. 3.]\n")
  }

  @Test func aModelWithoutRangesSaysSo() throws {
    try write([("a", nil), ("b", nil)])
    try folder.write("a,b\n0,0\n", to: "table.csv")
    let ending = try folder.run("mlp-infer model.h5 table.csv --verdict")
    #expect(ending.status == 4)
    #expect(
      ending.errors
        == "mlp-infer: error: --verdict: model.h5: found no range for its features, expected what each had in "
        + "training; models have them that mlp-train made without --no-ranges\n")
    #expect(ending.output.isEmpty)
  }

  @Test func trainingLeavesTheRanges() throws {
    let iris = try Folder.withIris()
    let line = "mlp-infer model.h5 train.csv --verdict --predict class"
    #expect(try iris.succeed(line).lines.dropFirst().allSatisfy { $0.hasSuffix(",ok") })
    try iris.succeed("mlp-train train.csv --label species --epochs 1 --no-ranges -o run.h5")
    #expect(try iris.run("mlp-infer run.h5 train.csv --verdict").status == 4)
  }
}
