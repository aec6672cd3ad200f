import Foundation
import TestSupport
import Testing

/// How a command ended, and what it wrote.
struct Ending {
  let status: Int32
  let output: [UInt8]
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  /// The lines, empty ones too; what no line end ends is none.
  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The output as one JSON object.
  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(output)) as? [String: Any])
  }
}

extension Folder {
  /// Starts `line`, a command of the package and its arguments with blanks between them, in this
  /// folder and with nothing else in its environment than `environment`.
  ///
  /// - Parameter prefix: another program and its arguments, which is given the command's own line behind them.
  func start(
    _ line: String, under prefix: [String] = [], environment: [String: String] = [:],
    input: Any = FileHandle.nullDevice, output: Any, errors: Any
  ) throws -> Process {
    let words = line.split(separator: " ").map(String.init)
    let program = try #require(Bundle.main.executableURL).deletingLastPathComponent()
      .appending(path: words[0]).path
    let process = Process()
    // Process cannot set the folder of one child alone. Signals may be ignored where the tests run.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["--default-signal", "--chdir=\(path)"] + prefix + [program] + words.dropFirst()
    process.environment = environment
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return process
  }

  /// Runs `line` to its end.
  ///
  /// - Parameter output: where standard output goes; nil to get it back.
  func run(
    _ line: String, under prefix: [String] = [], environment: [String: String] = [:],
    input: String = "", output: FileHandle? = nil
  ) throws -> Ending {
    // Files, because a pipe has to be read while the command runs.
    let streams = try Folder()
    for name in ["output", "errors"] { try streams.write("", to: name) }
    let input = try #require(
      FileHandle(forReadingAtPath: try streams.write(input, to: "input")))
    let written = try #require(FileHandle(forWritingAtPath: streams / "output"))
    let errors = try #require(FileHandle(forWritingAtPath: streams / "errors"))
    let process = try start(
      line, under: prefix, environment: environment, input: input, output: output ?? written,
      errors: errors)
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: try streams.bytes(of: "output"),
      errors: try streams.text(of: "errors"))
  }

  /// Runs `line`, which has to succeed.
  @discardableResult
  func succeed(
    _ line: String, environment: [String: String] = [:], input: String = "",
    at place: SourceLocation = #_sourceLocation
  ) throws -> Ending {
    let ending = try run(line, environment: environment, input: input)
    #expect(ending.status == 0, "\(line)\n\(ending.errors)", sourceLocation: place)
    return ending
  }
}
