import Glibc
import Testing

@testable import CommandLineTools
@testable import Files

/// A folder with one file in it, `out`, that holds "old".
private final class Folder {
  let path = "/tmp/mlp-sink-\(getpid())-\(UInt64.random(in: 0 ... .max))"
  var out: String { path + "/out" }

  init() throws {
    try #require(mkdir(path, 0o700) == 0)
    let file = open(out, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    try #require(write(file, "old", 3) == 3)
    close(file)
  }

  deinit {
    unlink(out)
    #expect(rmdir(path) == 0, "a temporary file is left")
  }

  func text() throws -> String {
    let bytes = try readFile(out, atMost: 1 << 20)
    return bytes.withBytes { bytes in
      String(
        decoding: (0..<bytes.byteCount).map {
          bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
        },
        as: UTF8.self)
    }
  }
}

@Suite struct OutputSinkTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  @Test func replacesTheFileAtTheEndOnly() throws {
    let rows = (0..<30_000).map { "row \($0)\n" }
    let sink = try OutputSink(path: folder.out)
    for row in rows { try sink.write(row) }
    #expect(try folder.text() == "old")
    try sink.finish()
    #expect(try folder.text() == rows.joined())
  }

  @Test func keepsTheOrderOfSmallAndLargePieces() throws {
    let large = String(repeating: "x", count: 100_000)
    let sink = try OutputSink(path: folder.out)
    for text in ["a", large, "b", large] { try sink.write(text) }
    try sink.flush()
    try sink.write("c")
    try sink.finish()
    #expect(try folder.text() == "a" + large + "b" + large + "c")
  }

  @Test func leavesTheFileWhereItIsDropped() throws {
    do {
      let sink = try OutputSink(path: folder.out)
      try sink.write("new")
      try sink.flush()
    }
    #expect(try folder.text() == "old")
  }

  @Test(arguments: [FileError.Operation.write, .synchronise, .replace])
  func leavesTheFileWhereTheDiskIsFull(_ operation: FileError.Operation) throws {
    let sink = try OutputSink(
      path: folder.out, calls: SystemCalls { $0 == operation ? ENOSPC : nil })
    try sink.write("new")
    #expect(
      throws: FileError(path: folder.out, operation: operation, reason: .system(ENOSPC))
    ) { try sink.finish() }
    #expect(try folder.text() == "old")
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
    unlink(folder.out)
    try #require(mkfifo(folder.out, 0o600) == 0)
    let reader = open(folder.out, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    do {
      let sink = try OutputSink(path: folder.out)
      try sink.write("one row\n")
    }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(reader, &bytes, bytes.count)
    #expect(String(decoding: bytes[..<count], as: UTF8.self) == "one row\n")
  }

  @Test func refusesAFolder() {
    #expect(throws: FileError.self) { try OutputSink(path: folder.path) }
  }

  @Test func namesStandardOutput() throws {
    #expect(try OutputSink(path: "-").name == "standard output")
  }
}
