import Foundation
import MLPModel
import ModelSamples
import TestSupport
import Testing

/// The forms that predictions go out in.
@Suite struct OutputFormTests {
  private let folder: Folder

  init() throws {
    folder = try .withIris()
  }

  // MARK: - Text

  @Test func csvIsWhatTheTableIsUnlessOneSaysOtherwise() throws {
    let expected = try folder.succeed("mlp-infer model.h5 test.csv").text
    #expect(try folder.succeed("mlp-infer model.h5 test.csv --format csv").text == expected)
    let tabs = expected.replacingOccurrences(of: ",", with: "\t")
    #expect(try folder.succeed("mlp-infer model.h5 test.csv --format tsv").text == tabs)
    let table = try folder.text(of: "test.csv")
    try folder.write(table.replacingOccurrences(of: ",", with: "\t"), to: "test.tsv")
    let line = "mlp-infer model.h5 test.tsv --delimiter tab"
    #expect(try folder.succeed(line).text == tabs)
    #expect(try folder.succeed("\(line) --format csv").text == expected)
    try folder.write(table.replacingOccurrences(of: ",", with: ";"), to: "test.csv")
    #expect(
      try folder.succeed("mlp-infer model.h5 test.csv --delimiter ; --format csv").text
        == expected.replacingOccurrences(of: ",", with: ";"))
  }

  @Test func tsvRefusesWhatItCannotHold() throws {
    let numbers = "5.1,3.5,1.4,0.2"
    try folder.write(
      "id,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n\"a\tb\",\(numbers)\n",
      to: "tab.csv")
    let ending = try folder.run("mlp-infer model.h5 tab.csv --keep id --format tsv")
    #expect(ending.status == 3)
    #expect(ending.errors.contains("found \"a\\tb\", expected text without tabs and line ends"))
    #expect(
      try folder.succeed("mlp-infer model.h5 tab.csv --keep id --format jsonl").text
        .hasPrefix("{\"id\":\"a\\tb\",\"class\":\"setosa\",\"setosa\":0."))
  }

  @Test func jsonLinesSayTheSame() throws {
    let csv = try folder.succeed("mlp-infer model.h5 test.csv --keep species,#1").lines
      .map { $0.split(separator: ",").map(String.init) }
    let line = "mlp-infer model.h5 test.csv --keep species,#1 --format jsonl"
    let objects = try folder.succeed(line).lines
    #expect(objects.count == csv.count - 1)
    for (object, row) in zip(objects, csv.dropFirst()) {
      let found = try #require(
        try JSONSerialization.jsonObject(with: Data(object.utf8)) as? [String: Any])
      #expect(found.count == 6)
      for (name, cell) in zip(csv[0], row) {
        if ["species", "sepal_length_cm", "class"].contains(name) {
          #expect(found[name] as? String == cell)
        } else {
          #expect((found[name] as? NSNumber)?.floatValue == Float(cell))
          #expect(object.contains("\"\(name)\":\(cell)"))
        }
      }
    }
  }

  /// What is kept and what is predicted can be told apart.
  @Test func noPredictionHasTheNameOfAKeptColumn() throws {
    let line = "mlp-infer model.h5 odd.csv --keep all"
    let plain = try folder.succeed("mlp-infer model.h5 test.csv --verdict").lines
    let test = try folder.text(of: "test.csv").split(separator: "\n").map(String.init)
    try folder.write(
      "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,class\n"
        + test.dropFirst().map { $0 + "\n" }.joined(), to: "odd.csv")
    var rows = try folder.succeed("\(line) --verdict").lines
    #expect(
      rows[0] == test[0].replacing("species", with: "class")
        + ",class_predicted,setosa,versicolor,virginica,verdict")
    #expect(rows[1] == "\(test[1]),\(plain[1])")
    let object = try folder.succeed("\(line) --format jsonl").lines[0]
    #expect(object.contains(#""class":"setosa","class_predicted":"setosa","#))

    try folder.succeed(
      "mlp-train train.csv --label petal_width_cm --ignore species --epochs 2 -o width.h5")
    rows = try folder.succeed("mlp-infer width.h5 test.csv --keep petal_width_cm").lines
    #expect(rows[0] == "petal_width_cm,petal_width_cm_predicted")
    // What the table or the command line has twice stays so.
    rows = try folder.succeed("mlp-infer model.h5 test.csv --keep #1,#1 --predict class").lines
    #expect(rows[0] == "sepal_length_cm,sepal_length_cm,class")
    let names = try folder.run("mlp-infer model.h5 test.csv --keep #1,#1 --format jsonl")
    #expect(names.status == 2)
    #expect(names.errors.contains("two fields named \"sepal_length_cm\""))
  }

  @Test func aTableWithoutRowsIsWholeInEveryForm() throws {
    try folder.write(
      try folder.text(of: "test.csv").prefix { $0 != "\n" } + "\n", to: "none.csv")
    let line = "mlp-infer model.h5 none.csv --format"
    #expect(try folder.succeed("\(line) csv").text == "class,setosa,versicolor,virginica\n")
    #expect(try folder.succeed("\(line) jsonl").text == "")
    try folder.succeed("\(line) npy -o none.npy")
    #expect(try shape(of: "none.npy") == "float32 (0, 3)\n")
  }

  // MARK: - Arrays

  @Test func anArrayHasNoRoomForSome() throws {
    for (options, reason) in [
      ("--keep species", "--keep: an array holds numbers of the model's alone"),
      ("--precision 3", "--precision: an array holds float32 numbers as they are"),
      ("--flush", "--flush: in front of an array stands how many rows it has"),
    ] {
      let refused = try folder.run("mlp-infer model.h5 test.csv --format npy \(options)")
      #expect(refused.status == 2)
      #expect(refused.errors.contains("\(reason); give another --format\n"))
    }
  }

  private func shape(of name: String) throws -> String {
    let script = "import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape)"
    return try output(of: python, ["-c", script, folder / name])
  }

  /// The bits that the text has, in a file and through a pipe.
  @Test(arguments: ["proba", "logits", "index"]) func numPyReadsTheSame(kind: String) throws {
    let line = "mlp-infer model.h5 test.csv --predict \(kind)"
    let rows = try folder.succeed(line).lines.dropFirst().map { $0.split(separator: ",") }
    let expected = rows.map { $0.map { Float($0)?.bitPattern.description ?? "" } }
    try folder.succeed("\(line) --format npy -o out.npy")
    try folder.write(try folder.succeed("\(line) --format npy").output, to: "pipe.npy")
    #expect(try folder.bytes(of: "pipe.npy") == folder.bytes(of: "out.npy"))
    let script = """
      import numpy, sys
      a = numpy.load(sys.argv[1])
      assert a.dtype == numpy.float32 and a.flags.c_contiguous
      for row in a.view(numpy.uint32): print(*row)
      """
    let found = try output(of: python, ["-c", script, folder / "out.npy"])
    #expect(
      found.split(separator: "\n").map { $0.split(separator: " ").map(String.init) } == expected)
    #expect(folder.names.contains { $0.hasSuffix(".tmp") } == false)
  }

  /// More rows than a block, whose count is known at the end only.
  @Test(arguments: [1, 4]) func aLongArrayHasAllRows(threads: Int) throws {
    let header = try #require(try folder.text(of: "test.csv").split(separator: "\n").first)
    let rows = String(repeating: "5.1,3.5,1.4,0.2,x\n6.1,3.5,4.4,1.2,y\n", count: 20_000)
    try folder.write(header + "\n" + rows, to: "long.csv")
    let line = "mlp-infer model.h5 long.csv --format npy --threads \(threads)"
    try folder.succeed("\(line) -o long.npy")
    #expect(try shape(of: "long.npy") == "float32 (40000, 3)\n")
    let temporary = ["TMPDIR": folder.path]
    try folder.write(try folder.succeed(line, environment: temporary).output, to: "pipe.npy")
    #expect(try folder.bytes(of: "pipe.npy") == folder.bytes(of: "long.npy"))
    let nowhere = try folder.run(line, environment: ["TMPDIR": folder / "nowhere"])
    #expect(nowhere.status == 1)
    #expect(nowhere.errors.contains("nowhere: cannot open it: No such file"))
  }

  @Test(arguments: [
    "--predict class", "--predict all", "--top-k 2", "--keep species", "--precision 3", "--flush",
  ])
  func anArrayHoldsNoNames(options: String) throws {
    let old = try folder.write([0x93] + Array("NUMPY old".utf8), to: "out.npy")
    let ending = try folder.run("mlp-infer model.h5 test.csv --format npy -o out.npy \(options)")
    #expect(ending.status == 2)
    #expect(ending.errors.contains(options.split(separator: " ")[0]))
    #expect(try bytes(at: old) == [0x93] + Array("NUMPY old".utf8))
  }

  @Test func aFailedRunLeavesTheArrayThatWasThere() throws {
    let old = try folder.write([0x93] + Array("NUMPY old".utf8), to: "out.npy")
    try folder.write(try folder.text(of: "test.csv") + "1,2,3\n", to: "bad.csv")
    #expect(try folder.run("mlp-infer model.h5 bad.csv --format npy -o out.npy").status == 3)
    #expect(try bytes(at: old) == [0x93] + Array("NUMPY old".utf8))
    #expect(try folder.run("mlp-infer model.h5 bad.csv --format npy").output.isEmpty)
  }

  // MARK: - What is decided

  @Test func theLikeliestClassesComeFirst() throws {
    let all = try folder.succeed("mlp-infer model.h5 test.csv").lines
      .map { $0.split(separator: ",").map(String.init) }
    for count in 1...3 {
      let lines = try folder.succeed("mlp-infer model.h5 test.csv --top-k \(count)").lines
      let names = ["class_1", "proba_1", "class_2", "proba_2", "class_3", "proba_3"]
      #expect(lines[0] == names.prefix(2 * count).joined(separator: ","))
      for (line, row) in zip(lines, all).dropFirst() {
        let pairs = zip(all[0], row).dropFirst().map { ($0, $1) }
          .sorted { Float($0.1) ?? 0 > Float($1.1) ?? 0 }
        let expected = pairs.prefix(count).map { "\($0.0),\($0.1)" }
        #expect(line == expected.joined(separator: ","))
        #expect(line.hasPrefix(row[0]))
      }
    }
    for options in ["--top-k 4", "--top-k 0", "--top-k 2 --predict proba", "--threshold 0.5"] {
      #expect(try folder.run("mlp-infer model.h5 test.csv \(options)").status == 2)
    }
  }

  /// A model of the sample's kind, and a table of 50 rows for it.
  private func sample(_ outputs: Int, last: Activation, _ task: Task) throws {
    try folder.writeModel(
      try ModelSample.model(widths: [2, 4, outputs], last: last, task: task), to: "other.h5")
    let rows = (0..<50).map { i in "\(Float(i % 7) - 3),\(Float(i % 11) / 2 - 3)\n" }
    try folder.write("feature 0,feature 1\n" + rows.joined(), to: "other.csv")
  }

  private func rows(_ options: String) throws -> [[String]] {
    try folder.succeed("mlp-infer other.h5 other.csv \(options)").lines.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(arguments: [1, 2]) func theThresholdDecidesBetweenTwoClasses(outputs: Int) throws {
    try sample(outputs, last: outputs == 1 ? .sigmoid : .softmax, .classification)
    let plain = try rows("")
    let values = plain.compactMap { Float($0[2]) }
    let middle = try #require(values.sorted().dropFirst(20).first)
    for threshold in [0, middle, 1] {
      let found = try rows("--threshold \(threshold)")
      #expect(found.map { $0.dropFirst() } == plain.map { $0.dropFirst() })
      #expect(found.map { $0[0] } == values.map { $0 > threshold ? "label 1" : "label 0" })
    }
    #expect(Set(try rows("--threshold \(middle)").map { $0[0] }).count == 2)
    for (top, row) in zip(try rows("--top-k 2"), plain) {
      #expect(top[0] == row[0])
      #expect(Set([top[1], top[3]]) == Set(row.dropFirst()))
    }
    for options in ["--threshold 2", "--threshold x", "--threshold 0.3 --predict proba"] {
      #expect(try folder.run("mlp-infer other.h5 other.csv \(options)").status == 2)
    }
  }

  @Test func labelsThatEachApplyOrNot() throws {
    try sample(3, last: .sigmoid, .multiLabel)
    let plain = try rows("")
    for (options, threshold) in [("", 0.5), ("--threshold 0.7", 0.7)] as [(String, Float)] {
      let expected = plain.map { row in
        (0..<3).filter { (Float(row[$0 + 1]) ?? 0) > threshold }.map { "\"\"label \($0)\"\"" }
          .joined(separator: ";")
      }
      let found = try rows(options)
      #expect(found.map { $0[0] } == expected.map { $0.isEmpty ? "" : "\"\($0)\"" })
      #expect(found.map { $0.dropFirst() } == plain.map { $0.dropFirst() })
    }
    let line = "mlp-infer other.h5 other.csv --format jsonl --predict class"
    let first = try folder.succeed(line).lines[0]
    #expect(first.hasPrefix("{\"labels\":["))
    #expect(try folder.run("mlp-infer other.h5 other.csv --predict index").status == 2)
  }

  @Test func aRegressionDecidesNothing() throws {
    try sample(2, last: .linear, .regression)
    #expect(try rows("").map(\.count).allSatisfy { $0 == 2 })
    for options in ["--top-k 1", "--threshold 0.5", "--predict class", "--predict index"] {
      #expect(try folder.run("mlp-infer other.h5 other.csv \(options)").status == 2)
    }
    try folder.succeed("mlp-infer other.h5 other.csv --format npy --predict all -o out.npy")
    #expect(try shape(of: "out.npy") == "float32 (50, 2)\n")
  }

  // MARK: - Files that grow

  @Test(.hangGuard) func aFileThatIsFollowedGrows() throws {
    try folder.write("class\nold\n", to: "out.csv")
    let input = Pipe()
    let process = try folder.start(
      "mlp-infer model.h5 --flush --predict class -o out.csv", input: input,
      output: FileHandle.nullDevice, errors: FileHandle.nullDevice)
    let table = try folder.text(of: "test.csv").split(separator: "\n")
    for (i, row) in table.prefix(3).enumerated() {
      try input.fileHandleForWriting.write(contentsOf: Data((row + "\n").utf8))
      while i > 0, process.isRunning,
        try folder.text(of: "out.csv").count(where: { $0 == "\n" }) < i + 1
          || folder.text(of: "out.csv").contains("old")
      {
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    #expect(try folder.text(of: "out.csv") == "class\nsetosa\nsetosa\n")
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try folder.text(of: "out.csv") == "class\nsetosa\nsetosa\n")
  }
}
