import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import MLPWriter
import ModelSamples
import Mutants
import Storage
import TestSupport
import Testing

/// Files whose provenance says which texts were missing values, as mlp-train wrote them once.
@Suite struct OldMissingValuesTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private static let table = """
    size,color,kind
    1,red,a
    2,blue,b
    ?,red,a
    4,?,b
    5,blue,a
    -99,red,b

    """
  private static let train =
    "mlp-train t.csv --categorical color --valid 0 --missing ?,-99 --impute mean"

  /// The file as an older mlp-train would have written it: a fact in place of the part.
  private func age(_ name: String, fact: String = "-99,?") throws {
    let file = try readModel(path: folder / name)
    var tree = file.tree
    func edit(_ member: String, _ change: (inout Group) throws -> Void) throws {
      let place = try #require(tree.members.firstIndex { $0.name == member })
      var group = try #require(tree.group(member))
      try change(&group)
      tree.members[place] = Member(member, group)
    }
    try edit("input") { $0.members.removeAll { $0.name == "missing" } }
    try edit("provenance") {
      $0.attributes.removeAll { $0.name == "missing_values" }
      $0.attributes.append(Attribute("missing_values", try .string(fact)))
    }
    tree.attributes.removeAll { $0.name == "required_features" }
    let model = try decodeModel(tree)
    let identity = ModelIdentity(of: model, arithmeticVersion: 1).description
    for i in tree.attributes.indices where tree.attributes[i].name == "identity" {
      tree.attributes[i].value = try .string(identity)
    }
    try folder.write(sealed(Image(tree).bytes), to: name)
  }

  private func train() throws {
    try folder.write(Self.table, to: "t.csv")
    try folder.succeed("\(Self.train) --epochs 2 -o run.h5")
  }

  /// The texts are in the model, and nowhere else.
  @Test func theTextsAreAPartOfTheModel() throws {
    try train()
    let file = try readModel(path: folder / "run.h5")
    let texts = try MissingTexts(["?", "-99"])
    #expect(file.model.input.columns.map(\.missing) == [texts, texts])
    #expect(file.model.provenance["missing_values"] == nil)
    let text = try folder.succeed("mlp-infer run.h5 --describe").text
    #expect(text.contains("\nmissing values, beside empty cells and NaN\n  -99,?\n"))
    let json = try folder.succeed("mlp-infer run.h5 --describe --json").json()
    let lists = try #require(json["missing_values"] as? [[String: [String]]])
    #expect(lists == [["texts": ["-99", "?"], "columns": ["size", "color"]]])
    #expect(try folder.succeed("\(Self.train) --epochs 2 --dry-run").text.contains("\nmissing   "))
    // An export keeps them; ONNX, C and Swift have no table to read.
    try folder.succeed("mlp-export run.h5 -o model.h5")
    #expect(
      try readModel(path: folder / "model.h5").model.input.columns.map(\.missing)
        == [texts, texts])
    #expect(try folder.succeed("mlp-infer model.h5 --check").status == 0)
    for (kind, name) in [("onnx", "m.onnx"), ("c", "m.c"), ("swift", "M.swift")] {
      try folder.succeed("mlp-export run.h5 --to \(kind) -o \(name)")
    }
    // Without --missing a model has no part, and no fact.
    try folder.succeed(
      "mlp-train t.csv --categorical color --ignore size --valid 0 --epochs 1 -o plain.h5")
    let plain = try readModel(path: folder / "plain.h5")
    #expect(!plain.model.input.hasMissingTexts && plain.model.provenance["missing_values"] == nil)
    #expect(plain.tree.attribute("required_features") == nil)
  }

  @Test func theFactOfAnOldFileHasNoEffect() throws {
    try train()
    try folder.write("size,color\n-99,red\n", to: "row.csv")
    let meant = try folder.succeed("mlp-infer run.h5 row.csv -q").text
    try age("run.h5")
    let ending = try folder.succeed("mlp-infer run.h5 row.csv -q")
    #expect(ending.text != meant)
    #expect(
      ending.errors == """
        mlp-infer: warning: run.h5: ignored the fact missing_values, which the model's identity does not cover; its \
        training run treated these texts as missing values; pass --missing='-99,?' to treat them as missing

        """)
    // What the warning says does it, and is no news then.
    let again = try folder.succeed("mlp-infer run.h5 row.csv -q --missing=-99,?")
    #expect(again.text == meant && again.errors.isEmpty)
    for line in [
      "mlp-infer run.h5 t.csv --evaluate --label kind --on-error skip",
      "mlp-export run.h5 --compare run.h5 --on row.csv", "mlp-export run.h5 -o model.h5",
    ] {
      let warnings = try folder.succeed(line).errors.split(separator: "\n")
        .filter { $0.contains("ignored the fact missing_values") }
      #expect(warnings.count == (line.contains("--compare") ? 2 : 1), "\(line)")
    }
  }

  @Test(arguments: ["", "NA,#N/A", "null,NA"]) func otherFactsAreWarnedOf(_ fact: String) throws {
    try train()
    try age("run.h5", fact: fact)
    try folder.write("size,color\n1,red\n", to: "row.csv")
    #expect(
      try folder.succeed("mlp-infer run.h5 row.csv -q").errors.contains("ignored the fact"))
  }

  /// The built-in texts apply: there is nothing to say.
  @Test func aFactThatSaysWhatAppliesIsNoNews() throws {
    try train()
    let texts =
      "NA,n/a,null,NULL,None,nan,NaN,-nan,-NaN,<NA>,N/A,#NA,#N/A,1.#QNAN,1.#IND,-1.#IND,-1.#QNAN,#N/A N/A"
    try age("run.h5", fact: texts)
    try folder.write("size,color\n1,red\n", to: "row.csv")
    #expect(try folder.succeed("mlp-infer run.h5 row.csv -q").errors.isEmpty)
  }

  /// A fact of tens of kilobytes, or with what a terminal acts on, makes a short line of it.
  @Test(arguments: [
    (0..<11_000).map { "\($0)" }.joined(separator: ","), "\"\\u001B[2J\",$(true),`true`,'",
  ])
  func aHostileFactIsOneShortLine(_ fact: String) throws {
    try train()
    try age("run.h5", fact: fact)
    try folder.write("size,color\n1,red\n", to: "row.csv")
    let errors = try folder.succeed("mlp-infer run.h5 row.csv -q").errors
    #expect(errors.utf8.count < 2048 && !errors.contains("\u{1B}"))
    #expect(errors.split(separator: "\n").count == 1)
  }

  /// `mlp-export --missing` gives an old model its texts for good.
  @Test func anExportStoresTheTexts() throws {
    try train()
    try folder.write("size,color\n-99,red\n", to: "row.csv")
    let meant = try folder.succeed("mlp-infer run.h5 row.csv -q").text
    try age("run.h5")
    try folder.succeed("mlp-export run.h5 --missing ?,-99.0 -o model.h5")
    let ending = try folder.succeed("mlp-infer model.h5 row.csv")
    #expect(ending.text == meant && ending.errors.isEmpty)
    let model = try readModel(path: folder / "model.h5").model
    #expect(model.provenance["missing_values"] == nil && model.input.hasMissingTexts)
  }

  /// The run of an older checkpoint continues on the same rows, and ends as one of today.
  @Test func anOldCheckpointResumes() throws {
    try train()
    try folder.succeed("\(Self.train) --epochs 4 -o whole.h5")
    try age("run.h5")
    for options in ["", "--missing -99,?"] {
      let ending = try folder.succeed(
        "mlp-train t.csv --resume run.h5 --epochs 4 -o again.h5 \(options)")
      #expect(ending.errors.contains("run.h5: treating \"-99,?\" as missing values"))
      #expect(try folder.bytes(of: "again.h5") == folder.bytes(of: "whole.h5"))
    }
    let other = try folder.run("mlp-train t.csv --resume run.h5 --missing NA -o again.h5")
    #expect(other.status == 2 && other.errors.contains(#"expected "-99,?", as in the run"#))
  }

  /// Columns with lists of their own, as other writers may have them, are read and learned from by these.
  @Test func aCheckpointWithAListForEachColumnResumes() throws {
    let rows = Self.table.replacing("4,?,b", with: "4,-,b").replacing("-99,red", with: "?,red")
    try folder.write(rows, to: "t.csv")
    try folder.succeed(
      "mlp-train t.csv --categorical color --valid 0 --missing ?,- --impute mean --epochs 2 -o run.h5"
    )
    let file = try readModel(path: folder / "run.h5")
    let lists = [try MissingTexts(["?"]), try MissingTexts(["-"])]
    let model = try MultilayerPerceptron(
      input: file.model.input.with(missing: lists), layers: file.model.layers,
      output: file.model.output, provenance: file.model.provenance)
    let tree = try encodeModel(model, training: file.training)
    try folder.write(sealed(Image(tree).bytes), to: "run.h5")
    try folder.succeed("mlp-train t.csv --resume run.h5 --epochs 4 -o again.h5")
    let again = try readModel(path: folder / "again.h5").model
    #expect(again.input.columns.map(\.missing) == lists)
    let refused = try folder.run("mlp-train t.csv --resume run.h5 --missing ?,- -o again.h5")
    #expect(refused.status == 2 && refused.errors.contains("expected the texts of each column"))
    try folder.write("size,color\n-,red\n", to: "row.csv")
    #expect(try folder.run("mlp-infer again.h5 row.csv").status == 3)
    let text = try folder.succeed("mlp-infer again.h5 --describe").text
    #expect(text.contains("  ? in \"size\"\n  - in \"color\"\n"))
  }

  /// Before the table is read, because no file would hold them.
  @Test func tooManyOrTooLongTextsAreRefusedAtOnce() throws {
    try folder.write(Self.table, to: "t.csv")
    for (texts, message) in [
      ((0..<257).map(String.init).joined(separator: ","), "found 257 texts, expected at most 256"),
      (String(repeating: "n", count: 1025), "found a text of 1025 bytes, expected at most 1024"),
      ("1e2000", "found \"1e2000\", expected a number of at most 1024 characters"),
    ] {
      let ending = try folder.run("mlp-train t.csv --missing \(texts) -o run.h5")
      #expect(ending.status == 2 && ending.errors.contains(message), "\(ending.errors)")
    }
  }
}
