import TestSupport
import Testing

/// What the last line of a run says that it learned, and whether that was a guess.
@Suite struct LearnedTaskTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  /// 120 rows of columns a, b, a label and what else `label` says, of row n.
  private func table(_ header: String, _ label: (Int) -> String) throws {
    let rows = (0..<120).map { "\($0 * 7 % 12),\($0 % 5),\(label($0))\n" }
    try folder.write("a,b,\(header)\n" + rows.joined(), to: "t.csv")
  }

  private static let cases:
    [(header: String, label: @Sendable (Int) -> String, options: String, says: String)] = [
      (
        "letter", { "\($0 % 26)" }, "",
        #"numbers of "letter" from 2 inputs (a guess: --task classify learns 26 classes)"#
      ),
      ("letter", { "\($0 % 26)" }, "--task classify", #"26 classes of "letter" from 2 inputs"#),
      ("letter", { "\($0 % 26)" }, "--task regress", #"numbers of "letter" from 2 inputs"#),
      (
        "digit", { "\($0 % 3)" }, "",
        #"3 classes of "digit" from 2 inputs (a guess: --task regress learns numbers)"#
      ),
      ("name", { "n\($0 % 3)" }, "", #"3 classes of "name" from 2 inputs"#),
      ("price", { "\($0).5" }, "", #"numbers of "price" from 2 inputs"#),
      (
        "rating", { "\(Double($0 % 4) / 2)" }, "",
        #"numbers of "rating" from 2 inputs (a guess: --task classify learns 4 classes)"#
      ),
      (
        "x,y", { "\($0 % 2),\($0 / 60)" }, "--label x,y",
        #"whether "x", "y" apply from 2 inputs (a guess: --task regress learns numbers)"#
      ),
      (
        "x,y", { "\($0 % 2),0.\($0 % 7)" }, "--label x,y",
        #"numbers of "x", "y" from 2 inputs (a guess: --task classify learns how far each label applies)"#
      ),
      ("x,y", { "\($0),\($0 / 60)" }, "--label x,y", #"numbers of "x", "y" from 2 inputs"#),
      (
        "kind,y", { "k\($0 % 4),n\($0 % 2)" }, "--categorical kind",
        #"2 classes of "y" from 6 inputs (3 columns)"#
      ),
    ]

  @Test(arguments: 0..<cases.count) func aRun(number: Int) throws {
    let (header, label, options, says) = Self.cases[number]
    try table(header, label)
    let ending = try folder.succeed("mlp-train t.csv --epochs 2 \(options) -o run.h5")
    #expect(
      ending.errors.hasPrefix("mlp-train: wrote run.h5 after 2 epochs: \(says); best epoch "),
      "\(ending.errors)")
    // What was chosen once is no guess any more.
    let resumed = try folder.succeed("mlp-train t.csv --resume run.h5 --epochs 3 -o run.h5").errors
    let known = says.split(separator: " (a guess")[0]
    #expect(
      resumed.hasPrefix("mlp-train: wrote run.h5 after 3 epochs: \(known); best epoch "),
      "\(resumed)")
    // Nor is what the message says to choose instead.
    if let advice = says.firstRange(of: /--task [a-z]+/), !options.contains("--task") {
      let option = says[advice]
      let other = try folder.succeed("mlp-train t.csv --epochs 1 \(options) \(option) -o other.h5")
        .errors
      #expect(!other.contains("a guess") && !other.contains(": \(known);"), "\(other)")
    }
  }

  @Test func forPrograms() throws {
    try table("letter", { "\($0 % 26)" })
    let json = try folder.succeed("mlp-train t.csv --epochs 1 --json -o run.h5")
    #expect(json.errors.isEmpty)
    let summary = try json.json()
    #expect(summary["task"] as? String == "regression")
    #expect(summary["task_is_guess"] as? Bool == true)
    #expect(summary["label_columns"] as? [String] == ["letter"])
    #expect(summary["classes"] as? Int == nil)
    #expect(summary["inputs"] as? Int == 2)
    let told = try folder.succeed("mlp-train t.csv --epochs 1 --task classify --json -o run.h5")
      .json()
    #expect(told["classes"] as? Int == 26)
    #expect(told["task_is_guess"] as? Bool == false)
    let plan = try folder.succeed("mlp-train t.csv --dry-run").lines
    #expect(
      plan.contains("task                 regression, a guess: --task classify learns 26 classes"))
    #expect(
      try folder.succeed("mlp-train t.csv --dry-run --json").json()["task_is_guess"] as? Bool
        == true)
    #expect(try folder.succeed("mlp-train t.csv --epochs 1 -q -o run.h5").errors.isEmpty)
  }

  @Test func ofATableWithoutNames() throws {
    try folder.write((0..<40).map { "\($0 % 7),n\($0 % 2)\n" }.joined(), to: "t.csv")
    let said = try folder.succeed("mlp-train t.csv --no-header --epochs 1 -o run.h5").errors
    #expect(said.contains(##": 2 classes of "#2" from 1 input; "##))
  }
}
