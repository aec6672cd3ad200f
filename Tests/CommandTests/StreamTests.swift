import Foundation
import TestSupport
import Testing

/// Data on standard output, everything else on standard error, and what becomes of either.
@Suite struct StreamTests {
  private let folder: Folder
  private let expected: [UInt8]

  init() throws {
    folder = try .withIris()
    expected = try folder.succeed("mlp-infer model.h5 test.csv").output
  }

  @Test(arguments: ["-", ""]) func readsStandardInput(place: String) throws {
    let table = try folder.text(of: "test.csv")
    #expect(try folder.succeed("mlp-infer model.h5 \(place)", input: table).output == expected)
  }

  /// `-` is a stream, whatever lies about.
  @Test func aFileCalledLikeAStreamIsLeftAlone() throws {
    let table = try folder.text(of: "test.csv")
    try folder.write("old\n", to: "-")
    #expect(try folder.succeed("mlp-infer model.h5 - -o -", input: table).output == expected)
    #expect(try folder.text(of: "-") == "old\n")
  }

  @Test func writesToStandardOutputOrAFile() throws {
    #expect(try folder.succeed("mlp-infer model.h5 test.csv -o -").output == expected)
    let ending = try folder.succeed("mlp-infer model.h5 test.csv -o out.csv")
    #expect(ending.output.isEmpty)
    #expect(try folder.bytes(of: "out.csv") == expected)
  }

  /// What a shell's `>>` appends to is not replaced.
  @Test(arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
  func appendsToStandardOutputUnderItsOtherNames(name: String) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: folder.write("old\n", to: "all.csv")))
    try file.seekToEnd()
    #expect(try folder.run("mlp-infer model.h5 test.csv -o \(name)", output: file).status == 0)
    #expect(try folder.bytes(of: "all.csv") == Array("old\n".utf8) + expected)
  }

  @Test func replacesAFileWhole() throws {
    let old = "class,setosa,versicolor,virginica\n" + String(repeating: "old\n", count: 10_000)
    let reader = try #require(FileHandle(forReadingAtPath: folder.write(old, to: "out.csv")))
    try folder.succeed("mlp-infer model.h5 test.csv -o out.csv")
    #expect(try folder.bytes(of: "out.csv") == expected)
    // Whoever was reading the old one reads it to its end.
    #expect(try reader.readToEnd() == Data(old.utf8))
    #expect(folder.names == ["model.h5", "out.csv", "run.h5", "test.csv", "train.csv"])
  }

  @Test(arguments: [
    "mlp-infer model.h5 test.csv", "mlp-infer model.h5 test.csv --batch-size 1",
    "mlp-infer model.h5 test.csv --evaluate --label species", "mlp-infer model.h5 --describe",
    "mlp-infer --help", "mlp-export run.h5 -o new.h5 --json",
    "mlp-train train.csv --epochs 3 -o new.h5 --json",
    "mlp-train train.csv --epochs 3 -o new.h5 --log - --quiet",
  ])
  func aReaderThatWentAwayIsNoError(line: String) throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let ending = try folder.run(line, output: pipe.fileHandleForWriting)
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    // The model is what counts, not who listens.
    if line.contains("new.h5") { try folder.succeed("mlp-infer new.h5 test.csv") }
  }

  @Test(arguments: [
    "mlp-infer model.h5 test.csv", "mlp-infer model.h5 --describe", "mlp-train --help",
  ])
  func aFullDiskIsAFailure(line: String) throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let ending = try folder.run(line, output: full)
    #expect(ending.status == 1)
    #expect(ending.errors.hasSuffix("cannot write it: No space left on device\n"))
  }

  @Test func aFullDiskIsAFailureUnderAnyName() throws {
    let ending = try folder.run("mlp-infer model.h5 test.csv -o /dev/full")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("/dev/full"))
  }

  @Test func quietSilencesNotesAndNotData() throws {
    #expect(try folder.succeed("mlp-train train.csv --epochs 1 -o new.h5").errors != "")
    #expect(try folder.succeed("mlp-train train.csv --epochs 1 -o new.h5 -q").errors == "")
    #expect(try folder.succeed("mlp-export run.h5 -o exported.h5 -q").errors == "")
    #expect(try folder.succeed("mlp-infer model.h5 test.csv -q").output == expected)
    let failed = try folder.run("mlp-infer none.h5 test.csv -q")
    #expect(failed.errors.hasPrefix("mlp-infer: error: none.h5"))
  }

  @Test func progressIsWrittenToALogOnlyWhereItIsAskedFor() throws {
    let terminal = ["TERM": "xterm-256color"]
    let train = "mlp-train train.csv --epochs 3 -o new.h5"
    let plain = try folder.succeed(train, environment: terminal).errors
    #expect(
      plain.hasPrefix(
        "mlp-train: wrote new.h5 after 3 epochs: 3 classes of \"species\" from 4 inputs; best epoch 3: loss "
      ))
    #expect(plain.firstIndex(of: "\n") == plain.indices.last)
    let log = try folder.succeed("\(train) --progress always", environment: terminal).errors
    #expect(log.hasPrefix("read  ["))
    #expect(log.contains("\ntrain  ["))
    #expect(!(plain + log).contains { $0 == "\u{1B}" || $0 == "\r" })
  }

  /// What a person sees who runs `line` on a terminal.
  private func shown(_ line: String, environment: String = "TERM=xterm") throws -> String {
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    let script = "cd \(folder) && env -i \(environment) \(programs)/\(line); true"
    return try output(of: "script", ["--quiet", "--return", "--command", script, "/dev/null"])
  }

  @Test func aTerminalShowsProgressAndColour() throws {
    let train = "mlp-train train.csv --epochs 3 -o new.h5"
    let (erase, red) = ("\r\u{1B}[K", "\u{1B}[1;31merror: \u{1B}[0m")
    let progress = try shown(train)
    #expect(progress.contains(erase + "read  ["))
    #expect(progress.contains(erase + "train  ["))
    #expect(try shown("mlp-infer none.h5").contains("mlp-infer: \(red)none.h5"))
    #expect(try !shown("\(train) --progress never").contains("\u{1B}"))
    #expect(try !shown(train, environment: "TERM=dumb").contains("\u{1B}"))
    #expect(try !shown("mlp-infer none.h5", environment: "TERM=xterm NO_COLOR=1").contains(red))
    #expect(try !shown("mlp-infer none.h5 --no-color").contains(red))
  }

  @Test(.hangGuard) func anInterruptEndsAnEndlessTable() throws {
    let old = "class,setosa,versicolor,virginica\nold\n"
    try folder.write(old, to: "old.csv")
    let (rows, errors) = (Pipe(), Pipe())
    let source = Process()
    source.executableURL = URL(filePath: "/usr/bin/yes")
    source.arguments = ["5.0,3.6,1.4,0.2"]
    source.standardOutput = rows
    source.standardError = FileHandle.nullDevice
    try source.run()
    defer { source.terminate() }
    let process = try folder.start(
      "mlp-infer model.h5 --no-header --progress always -o old.csv", input: rows,
      output: FileHandle.nullDevice, errors: errors)
    #expect(!errors.fileHandleForReading.availableData.isEmpty)
    process.interrupt()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(String(decoding: said, as: UTF8.self).contains("mlp-infer: error: interrupted"))
    #expect(try folder.text(of: "old.csv") == old)
  }
}
