import Foundation
import TestSupport
import Testing

/// The log of a run: written as epochs end, whole again after a run that was stopped is resumed.
@Suite struct LogTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test func aLineIsThereWhenItsEpochEnds() throws {
    let errors = Pipe()
    let process = try folder.start(
      "mlp-train train.csv --epochs 1000000 -o part.h5 --log log.jsonl",
      output: FileHandle.nullDevice, errors: errors)
    while (try? folder.text(of: "log.jsonl").contains(#"{"epoch":20,"#)) != true {
      try #require(process.isRunning)
      usleep(1000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(!folder.names.contains("part.h5"))
    #expect(try folder.text(of: "log.jsonl").hasPrefix(#"{"epoch":1,"loss":"#))
  }

  @Test func aResumedRunEndsWithTheLogOfOneThatWasNotStopped() throws {
    let train = "mlp-train train.csv"
    try folder.succeed("\(train) --epochs 9 -o whole.h5 --log whole.jsonl")
    let whole = try folder.text(of: "whole.jsonl")
    try folder.succeed("\(train) --epochs 4 -o part.h5 --log log.jsonl")
    let first = try folder.text(of: "log.jsonl")
    #expect(first != whole)
    // As it was left; torn by a crash; with the lines of epochs that no checkpoint has; gone.
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    let torn = lines.prefix(6).joined(separator: "\n") + "\n" + lines[6].prefix(9)
    for text in [first, torn, whole] {
      try folder.write(text, to: "log.jsonl")
      try folder.succeed("\(train) --resume part.h5 --epochs 9 -o new.h5 --log log.jsonl")
      #expect(try folder.text(of: "log.jsonl") == whole)
    }
    try folder.succeed("\(train) --resume part.h5 --epochs 9 -o new.h5 --log other.jsonl")
    #expect(try whole.hasSuffix(folder.text(of: "other.jsonl")))
    #expect(try folder.text(of: "other.jsonl").hasPrefix(#"{"epoch":5,"#))
  }

  @Test func aNewRunBeginsAnewAndForceReplacesAnything() throws {
    let train = "mlp-train train.csv --epochs 2 -o part.h5 --log log.jsonl"
    try folder.succeed(train)
    let expected = try folder.text(of: "log.jsonl")
    try folder.succeed(train)
    #expect(try folder.text(of: "log.jsonl") == expected)
    try folder.write("a poem\n", to: "log.jsonl")
    #expect(try folder.run(train).status == 2)
    try folder.succeed("\(train) --force")
    #expect(try folder.text(of: "log.jsonl") == expected)
  }

  @Test(arguments: [
    ("--epochs 2", #"{"end":"done","epochs":2,"#),
    ("--epochs 500 --patience 2 --lr 0.1", #"{"end":"patience","epochs":"#),
  ])
  func theLastLineTellsTheEnd(options: String, beginning: String) throws {
    try folder.succeed("mlp-train train.csv \(options) -o part.h5 --log log.jsonl")
    let last = try folder.text(of: "log.jsonl").split(separator: "\n").last
    #expect(last?.hasPrefix(beginning) == true, "\(last ?? "")")
  }
}
