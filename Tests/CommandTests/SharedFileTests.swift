import Foundation
import TestSupport
import Testing

/// Outputs that are an input of the run, another output, or somebody else's file.
@Suite struct SharedFileTests {
  /// What is beside train.csv, run.h5 and the others: links, and files of every kind.
  @Sendable private static func prepare(_ folder: Folder) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder / "inner", withIntermediateDirectories: false)
    for (link, target) in [
      ("link.csv", "train.csv"), ("folder", "inner"), ("dangling", "missing.h5"),
      ("model", "model.h5"),
    ] {
      try manager.createSymbolicLink(atPath: folder / link, withDestinationPath: target)
    }
    try manager.linkItem(atPath: folder / "train.csv", toPath: folder / "hard.csv")
    try manager.linkItem(atPath: folder / "test.csv", toPath: folder / "test2.csv")
    try folder.write("hidden = 4\n", to: "run.conf")
    try folder.write("precision = 3\n", to: "infer.conf")
    try folder.write("json = true\n", to: "export.conf")
    try folder.write("a\n", to: "names.txt")
    try folder.write("{\"epoch\":1}\n", to: "old.log")
    try folder.write("print('mine')\n", to: "notes.py")
    try folder.write("class,setosa,versicolor,virginica\n", to: "all.csv")
    try folder.write("<!DOCTYPE html>\n<html>other</html>\n", to: "old.html")
    try folder.write([0x93] + Array("NUMPY".utf8) + [1, 0, 0, 0], to: "old.npy")
    try folder.write(folder.bytes(of: "model.h5"), to: "model.c")
    try folder.write(folder.bytes(of: "model.h5"), to: "source.h")
    try folder.write(folder.bytes(of: "model.h5").dropFirst(512), to: "unsealed.h5")
  }

  private static let train = "mlp-train train.csv --epochs 1"
  private static let infer = "mlp-infer model.h5 test.csv"
  private static let sharing: [(String, String)] = [
    // Every output of mlp-train with every input, under another name of it.
    ("\(train) -o link.csv", "--output link.csv: found the DATA itself"),
    ("\(train) -o hard.csv --force", "--output hard.csv: found the DATA itself"),
    (
      "\(train) -o new.h5 --log inner/../train.csv",
      "--log inner/../train.csv: found the DATA itself"
    ),
    (
      "\(train) -o new.h5 --report ./hard.csv --force", "--report ./hard.csv: found the DATA itself"
    ),
    (
      "\(train) -o new.h5 --valid test.csv --log test2.csv",
      "--log test2.csv: found the --valid itself"
    ),
    (
      "\(train) -o new.h5 --valid test.csv --report test2.csv",
      "--report test2.csv: found the --valid"
    ),
    (
      "\(train) -o test2.csv --force --valid test.csv",
      "--output test2.csv: found the --valid itself"
    ),
    (
      "\(train) --config run.conf -o new.h5 --log run.conf",
      "--log run.conf: found the --config itself"
    ),
    (
      "\(train) --config run.conf -o run.conf --force",
      "--output run.conf: found the --config itself"
    ),
    ("\(train) --resume run.h5 -o new.h5 --log run.h5 --force", "--log run.h5: found the --resume"),
    (
      "\(train) --resume run.h5 -o new.h5 --report run.h5 --force",
      "--report run.h5: found the --resume"
    ),
    // Outputs that are not there yet.
    ("\(train) -o missing.h5 --log dangling", "--log dangling: found the --output itself"),
    (
      "\(train) -o inner/new.h5 --report folder/new.h5",
      "--report folder/new.h5: found the --output itself"
    ),
    (
      "\(train) -o new.h5 --log x --report inner/../x",
      "--report inner/../x: found the --log itself"
    ),
    (
      "\(train) -o new.h5 --log .new.h5.1-a.tmp",
      "--log .new.h5.1-a.tmp: found a name that temporary files"
    ),
    (
      "\(train) -o .x.1-a.tmp --report x",
      "--output .x.1-a.tmp: found a name that temporary files of --report"
    ),
    // mlp-infer
    ("\(infer) -o model --force", "--output model: found the MODEL itself"),
    ("\(infer) -o test2.csv", "--output test2.csv: found the INPUT itself"),
    ("\(infer) -o test2.csv --flush", "--output test2.csv: found the INPUT itself"),
    (
      "\(infer) -o new --on-error nan --errors inner/../new",
      "--errors inner/../new: found the --output"
    ),
    (
      "\(infer) --on-error nan --errors test2.csv --force",
      "--errors test2.csv: found the INPUT itself"
    ),
    ("\(infer) --on-error nan --errors model --force", "--errors model: found the MODEL itself"),
    ("mlp-infer model.h5 --describe -o model --force", "--output model: found the MODEL itself"),
    ("mlp-infer model.h5 --check -o model.h5", "--output model.h5: found the MODEL itself"),
    (
      "\(infer) --config infer.conf -o infer.conf", "--output infer.conf: found the --config itself"
    ),
    // mlp-export
    (
      "mlp-export model.h5 -o train.csv --verify hard.csv --force",
      "--output train.csv: found the --verify"
    ),
    (
      "mlp-export model.h5 -o names.txt --feature-names names.txt --force",
      "found the --feature-names itself"
    ),
    ("mlp-export model.h5 -o names.txt --classes names.txt --force", "found the --classes itself"),
    (
      "mlp-export model.h5 -o export.conf --config export.conf --force", "found the --config itself"
    ),
    (
      "mlp-export source.h --to c -o source.c --force", "--output source.h: found the SOURCE itself"
    ),
    // Links to a checkpoint, and what is no model file.
    ("mlp-export run.h5 -o inner/../run.h5", "--output inner/../run.h5: found the SOURCE itself"),
  ]

  @Test(arguments: sharing) func isRefused(line: String, says: String) throws {
    try BadInput(name: "", line: line, code: 2, says: [says], prepare: Self.prepare).check()
  }

  private static let others: [(String, String)] = [
    ("\(train) -o old.log", "old.log: found a file that is no model"),
    ("\(train) -o unsealed.h5", "unsealed.h5: found a file that is no model"),
    ("\(train) -o new.h5 --log old.html", "--log old.html: found a file that is no log of a run"),
    (
      "\(train) -o new.h5 --report old.html",
      "--report old.html: found a file that is no report of a run"
    ),
    (
      "\(train) -o new.h5 --report old.csv",
      "--report old.csv: found a file that is no report of a run"
    ),
    (
      "\(infer) -o old.h5",
      "--output old.h5: found a file that is not predictions with the same columns"
    ),
    (
      "\(infer) -o old.html",
      "--output old.html: found a file that is not predictions with the same columns"
    ),
    (
      "\(infer) -o old.log",
      "--output old.log: found a file that is not predictions with the same columns"
    ),
    (
      "\(infer) -o old.npy --flush",
      "--output old.npy: found a file that is not predictions with the same columns"
    ),
    // Text that is no table of predictions, another table, and predictions in other columns.
    ("\(infer) -o notes.py", "--output notes.py: found a file that is not predictions"),
    ("\(infer) -o train.csv", "--output train.csv: found a file that is not predictions"),
    (
      "\(infer) --predict class -o all.csv",
      "--output all.csv: found a file that is not predictions"
    ),
    (
      "\(infer) --evaluate --label species -o notes.py",
      "--output notes.py: found a file that is not printed by mlp-infer"
    ),
    // A model in the place of a checkpoint and the other way round.
    ("mlp-export model.h5 -o run.h5", "run.h5: found a checkpoint, expected a model or none"),
    ("\(train) -o model.h5", "model.h5: found a model, expected a checkpoint or none"),
    (
      "\(infer) --format jsonl -o old.csv",
      "--output old.csv: found a file that is not JSON lines of predictions"
    ),
    (
      "\(infer) --format npy --predict proba -o old.csv",
      "--output old.csv: found a file that is not an array"
    ),
    (
      "\(infer) --on-error nan --errors old.log",
      "--errors old.log: found a file that is no list of bad rows"
    ),
    (
      "mlp-infer model.h5 --describe -o old.h5",
      "--output old.h5: found a file that is not printed by mlp-infer"
    ),
    ("mlp-export model.h5 -o unsealed.h5", "unsealed.h5: found a file that is no model"),
    (
      "mlp-export model.h5 --to c -o model.c", "model.c: found a file that mlp-export did not write"
    ),
    (
      "mlp-export model.h5 --to c -o source.c",
      "source.h: found a file that mlp-export did not write"
    ),
  ]

  @Test(arguments: others) func isReplacedByForceAlone(line: String, says: String) throws {
    let says = [says, "--force replaces it"]
    try BadInput(name: "", line: line, code: 2, says: says, prepare: Self.prepare).check()
    let folder = try Folder.withIris()
    try folder.write(folder.bytes(of: "run.h5"), to: "old.h5")
    try folder.write("old\n", to: "old.csv")
    try Self.prepare(folder)
    try folder.succeed(line + " --force")
  }

  /// A file is replaced by its own kind, a checkpoint by the run that continues it, and devices are no files.
  @Test func whatIsTheCommandsOwnIsReplaced() throws {
    let folder = try Folder.withIris()
    for _ in 0..<2 {
      try folder.succeed("\(Self.train) -o new.h5 --log new.log --report new.html")
      try folder.succeed("mlp-export new.h5 -o m.h5")
      try folder.succeed("mlp-export m.h5 -o m.h5")
      try folder.succeed("mlp-export m.h5 --to c -o m.c")
      try folder.succeed("\(Self.infer) -o new.csv --on-error nan --errors bad.jsonl")
      try folder.succeed("\(Self.infer) --predict class -o class.csv")
      try folder.succeed("\(Self.infer) --format jsonl -o new.jsonl")
      try folder.succeed("\(Self.infer) --format npy --predict proba -o new.npy")
      try folder.succeed("mlp-infer m.h5 --describe --json -o m.json")
      try folder.succeed("\(Self.infer) -o /dev/null --on-error nan --errors /dev/null")
    }
    try folder.succeed("mlp-train train.csv --resume new.h5 --epochs 2 -o new.h5 --log new.log")
    let empty = try folder.write("", to: "empty")
    try folder.succeed("\(Self.train) -o \(empty)")
  }

  /// `-` is standard output, whatever has that name, and one stream even where it has no place.
  @Test func aDashIsNoFile() throws {
    let folder = try Folder.withIris()
    try folder.write(folder.bytes(of: "model.h5"), to: "-")
    try folder.succeed("mlp-infer model.h5 test.csv")
    let ending = try folder.run("mlp-infer model.h5 test.csv --on-error skip --errors -")
    #expect(ending.status == 2)
    #expect(ending.errors.contains("--errors standard output: found the --output itself"))
  }

  /// A log goes on where its own run goes on.
  @Test func theLogOfAnotherRunIsRefused() throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-train train.csv --epochs 2 -o a.h5 --log a.jsonl")
    try folder.succeed("mlp-train train.csv --epochs 2 --seed 7 -o b.h5 --log b.jsonl")
    let before = try folder.bytes(of: "a.jsonl")
    let resumed = "mlp-train train.csv --resume b.h5 --epochs 3 -o b.h5 --log a.jsonl"
    let ending = try folder.run(resumed)
    #expect(ending.status == 2)
    #expect(
      ending.errors.contains(
        "--log a.jsonl: found the log of another run, expected the log of this run"))
    #expect(try folder.bytes(of: "a.jsonl") == before)
    try folder.succeed(resumed + " --force")
  }

  /// Epochs that are over stay over, and are recorded.
  @Test func fewerEpochsThanAreOver() throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-train train.csv --epochs 3 -o three.h5")
    let before = try folder.bytes(of: "three.h5")
    try folder.succeed("mlp-train train.csv --resume three.h5 --epochs 2 -o three.h5")
    #expect(try folder.bytes(of: "three.h5") == before)
  }

  /// Standard input and output are files too.
  @Test func redirections() throws {
    let folder = try Folder.withIris()
    let test = try folder.bytes(of: "test.csv")
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    for line in [
      "mlp-infer model.h5 - -o test.csv < test.csv", "mlp-infer model.h5 -o ./test.csv < test.csv",
      "mlp-infer model.h5 test.csv >> test.csv",
      "mlp-infer model.h5 test.csv --on-error nan --errors bad >> bad",
    ] {
      let said = try output(
        of: "sh",
        [
          "-c",
          "cd \(folder.path) && PATH=\(programs):$PATH; { \(line)\n} 2>&1; echo $?; cat bad 2>/dev/null || true",
        ])
      #expect(said.contains("itself, expected another file"), "\(line): \(said)")
      #expect(try folder.bytes(of: "test.csv") == test)
    }
  }
}
