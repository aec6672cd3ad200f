import TestSupport
import Testing

/// `--config FILE` in front of the real commands.
@Suite struct ConfigFileTests {
  private let folder: Folder

  init() throws { folder = try .withIris() }

  @Test func aFileSaysTheSameAsTheCommandLine() throws {
    try folder.write(
      "# as agreed\nlabel = species\nhidden = 8,4  # small\nepochs = 3\nno-ranges = true\n",
      to: "run.conf")
    try folder.succeed("mlp-train train.csv --config run.conf -o file.h5")
    try folder.succeed(
      "mlp-train train.csv --label species --hidden 8,4 --epochs 3 --no-ranges -o line.h5")
    #expect(try folder.bytes(of: "file.h5") == folder.bytes(of: "line.h5"))

    try folder.succeed("mlp-train train.csv --config run.conf --epochs 1 -o file.h5")
    try folder.succeed(
      "mlp-train train.csv --label species --hidden 8,4 --epochs 1 --no-ranges -o line.h5")
    #expect(try folder.bytes(of: "file.h5") == folder.bytes(of: "line.h5"))

    try folder.succeed("mlp-train train.csv --config run.conf --no-ranges=false -o file.h5")
    try folder.succeed("mlp-train train.csv --hidden 8,4 --epochs 3 -o line.h5")
    #expect(try folder.bytes(of: "file.h5") == folder.bytes(of: "line.h5"))
  }

  @Test func everyCommandTakesOne() throws {
    try folder.write("predict = class\nkeep = #5\n", to: "infer.conf")
    let lines = try folder.succeed("mlp-infer model.h5 test.csv --config infer.conf").lines
    #expect(lines.prefix(2) == ["species,class", "setosa,setosa"])
    try folder.write("meta = by=us\nmeta = licence=CC0\noutput = new.h5\n", to: "export.conf")
    try folder.succeed("mlp-export run.h5 --config export.conf")
    let about = try folder.succeed("mlp-infer new.h5 --describe").text
    #expect(about.contains("us\n") && about.contains("CC0\n"))
  }

  private static let bad: [(String, String, [String])] = [
    ("epocs = 3\n", "", ["run.conf:1: unknown option \"epocs\"; did you mean epochs?"]),
    ("\nepochs = 0\n", "", ["run.conf:2: epochs: found \"0\", expected an integer from 1"]),
    (
      "hidden = 3\n", " --resume run.h5",
      ["run.conf:1: hidden: found \"3\", expected \"", "\", as in the run of run.h5"]
    ),
    ("label = rose\n", "", ["found no column \"rose\""]),
    ("quiet = true\n", " -v", ["run.conf:1: quiet and --verbose: give one of them"]),
  ]

  @Test(arguments: bad)
  func whatIsWrongInIt(text: String, more: String, says: [String]) throws {
    let line = "mlp-train train.csv --config run.conf\(more) -o old.h5"
    let code: Int32 = text.contains("rose") ? 3 : 2
    try BadInput(name: text, line: line, code: code, says: says) {
      try $0.write(text, to: "run.conf")
    }.check()
  }
}
