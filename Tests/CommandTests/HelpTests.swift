import Foundation
import TestSupport
import Testing

/// What the commands say of themselves.
@Suite struct HelpTests {
  private static let commands = ["mlp-train", "mlp-export", "mlp-infer"]

  /// The help as it stands in `help/`. After a change that is meant: run
  /// `mlp-train --help > Tests/CommandTests/help/mlp-train.txt` (likewise for the others), and read
  /// the difference as a user would.
  @Test(arguments: commands) func helpIsAsItWasAgreed(command: String) throws {
    let expected = try TestSupport.bytes(at: repository("Tests/CommandTests/help/\(command).txt"))
    let folder = try Folder()
    let help = try folder.succeed("\(command) --help")
    #expect(help.text == String(decoding: expected, as: UTF8.self))
    #expect(help.errors.isEmpty)
    // Whatever else is on the command line.
    #expect(try folder.succeed("\(command) --json -h --unknown").text == help.text)
  }

  @Test(arguments: commands) func versionIsOneLine(command: String) throws {
    #expect(try Folder().succeed("\(command) --version").text == "\(command) 0.2.0\n")
  }

  /// One after the other in one folder, as someone tries them who reads from top to bottom.
  @Test func examplesWork() throws {
    let folder = try Folder()
    try folder.copyTable("iris.csv", as: "iris.csv")
    let iris = try folder.text(of: "iris.csv").split(separator: "\n")
    let rows = iris.enumerated().map {
      $0.offset == 0 ? "id,\($0.element)" : "\($0.offset),\($0.element)"
    }
    try folder.write(rows.joined(separator: "\n"), to: "input.csv")
    for name in ["test.csv", "big.csv"] {
      try folder.write(folder.bytes(of: "iris.csv"), to: name)
    }
    let numbers = (1...40).map { "\($0),\($0 % 2)\n" }.joined()
    try folder.write("x,y\n" + numbers, to: "data.csv")
    try folder.write("area,price\n" + numbers, to: "prices.csv")
    let people = (1...40).map { "\($0 % 5 == 0 ? "NA" : "job\($0 % 3)"),Rome,\($0),\($0 % 2)\n" }
    try folder.write("job,city,age,paid\n" + people.joined(), to: "people.csv")
    _ = try output(of: "gzip", [folder / "people.csv"])
    let scenes = (1...40).map { "\($0),\($0 % 2),\($0 / 20),\($0 % 3 / 2)\n" }.joined()
    try folder.write("blue,beach,sunset,people\n" + scenes, to: "scenes.csv")
    for (source, name) in [
      ("keras3/binary.keras", "net.keras"), ("torch/iris.safetensors", "net.safetensors"),
    ] {
      try folder.write(bytes(at: repository("fixtures/imported/\(source)")), to: name)
    }
    let inputs = 0..<4  // As many as net.keras has.
    try folder.write(
      inputs.map { "x\($0)" }.joined(separator: ",") + "\n"
        + inputs.map { _ in "1" }.joined(separator: ",") + "\n", to: "rows.csv")
    for command in Self.commands {
      let help = try folder.succeed("\(command) --help").lines
      let examples = help.filter { $0.hasPrefix("  ") && $0.contains("\(command) ") }
      #expect(examples.count >= 3)
      for line in examples { try run(line, in: folder) }
      // What comes next predicts iris.
      if command == "mlp-train" {
        try run("mlp-train iris.csv -o run.h5 && mlp-export run.h5 -o new.h5", in: folder)
      }
    }
  }

  private func run(_ line: String, in folder: Folder) throws {
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    let script = "cd \(folder) && PATH=\(programs):$PATH && set -o pipefail && \(line)"
    #expect(throws: Never.self, "\(line)") { try output(of: "bash", ["-c", script]) }
  }
}
