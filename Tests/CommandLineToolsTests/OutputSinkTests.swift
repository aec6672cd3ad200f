import Glibc
import TestSupport
import Testing

@testable import CommandLineTools
@testable import Files

/// A folder with one file in it, `out`, that holds "old"; at the end nothing else may be there.
private final class Output {
  let folder: Folder
  var out: String { folder / "out" }

  init() throws {
    folder = try Folder()
    try folder.write("old", to: "out")
  }

  deinit { #expect(folder.names == ["out"], "a temporary file is left") }

  func text() throws -> String { try folder.text(of: "out") }
}

@Suite struct OutputSinkTests {
  private let output: Output
  init() throws { output = try Output() }

  @Test func replacesTheFileAtTheEndOnly() throws {
    let rows = (0..<30_000).map { "row \($0)\n" }
    let sink = try OutputSink(path: output.out)
    for row in rows { try sink.write(row) }
    #expect(try output.text() == "old")
    try sink.finish()
    #expect(try output.text() == rows.joined())
  }

  @Test func aGrowingFileIsThereAtOnce() throws {
    let sink = try OutputSink(path: output.out, growing: true)
    #expect(!sink.isWhole)
    #expect(try output.text() == "")
    try sink.write("row 1\n")
    try sink.flush()
    #expect(try output.text() == "row 1\n")
    try sink.write("row 2\n")
    try sink.finish()
    #expect(try output.text() == "row 1\nrow 2\n")
  }

  @Test func theBeginningCanBeWrittenAnew() throws {
    let sink = try OutputSink(path: output.out)
    #expect(sink.isWhole)
    try sink.write("0 rows\n")
    try sink.write("row 1\n")
    try sink.writeOver("1 rows\n".utf8.span.bytes)
    #expect(try output.text() == "old")
    try sink.finish()
    #expect(try output.text() == "1 rows\nrow 1\n")
  }

  @Test func keepsTheOrderOfSmallAndLargePieces() throws {
    let large = String(repeating: "x", count: 100_000)
    let sink = try OutputSink(path: output.out)
    for text in ["a", large, "b", large] { try sink.write(text) }
    try sink.flush()
    try sink.write("c")
    try sink.finish()
    #expect(try output.text() == "a" + large + "b" + large + "c")
  }

  @Test func leavesTheFileWhereItIsDropped() throws {
    do {
      let sink = try OutputSink(path: output.out)
      try sink.write("new")
      try sink.flush()
    }
    #expect(try output.text() == "old")
  }

  @Test(arguments: [FileError.Operation.write, .synchronise, .replace])
  func leavesTheFileWhereTheDiskIsFull(_ operation: FileError.Operation) throws {
    let sink = try OutputSink(
      path: output.out, calls: SystemCalls { $0 == operation ? ENOSPC : nil })
    try sink.write("new")
    #expect(
      throws: FileError(path: output.out, operation: operation, reason: .system(ENOSPC))
    ) { try sink.finish() }
    #expect(try output.text() == "old")
  }

  @Test func writesToADeviceAsItIs() throws {
    let sink = try OutputSink(path: "/dev/full")
    try sink.write("new")
    let error = #expect(throws: FileError.self) { try sink.finish() }
    #expect(error?.description == "/dev/full: cannot write it: No space left on device")
    let null = try OutputSink(path: "/dev/null")
    try null.write("new")
    try null.finish()
  }

  @Test func passesOnWholeRowsToAPipeWhenItIsDropped() throws {
    unlink(output.out)
    try #require(mkfifo(output.out, 0o600) == 0)
    let reader = open(output.out, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    do {
      let sink = try OutputSink(path: output.out)
      try sink.write("one row\n")
    }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(reader, &bytes, bytes.count)
    #expect(String(decoding: bytes[..<count], as: UTF8.self) == "one row\n")
  }

  @Test func refusesAFolder() {
    #expect(throws: FileError.self) { try OutputSink(path: output.folder.path) }
  }

  /// Standard output is a pipe or a file here; that it is a terminal is said.
  @Test(arguments: [true, false])
  func aTerminalGetsEscapes(_ isTerminal: Bool) throws {
    unlink(output.out)
    let file = open(output.out, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    let cells = "a\tb,\u{1B}[2J\u{202E}\u{9B}1m\r\n"
    let sink = try OutputSink(to: file, isTerminal: isTerminal, calls: SystemCalls())
    try sink.write(cells)
    try sink.finish()
    #expect(
      try output.text()
        == (isTerminal ? "a\tb,\\u{1B}[2J\\u{202E}\\u{9B}1m\\r\n" : cells))
  }

  @Test func namesStandardOutput() throws {
    #expect(try OutputSink(path: "-").name == "standard output")
  }
}
