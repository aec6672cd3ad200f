import Glibc
import TestSupport
import Testing

@testable import Files

@Suite struct InputFileTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  /// All of the input, in reads of `size` bytes.
  private func text(of input: InputFile, size: Int) throws -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      var span = buffer.mutableSpan
      var bytes = span.mutableBytes
      let count = try input.read(into: &bytes)
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += buffer[..<count]
    }
  }

  @Test func readsAFileInOrder() throws {
    let path = try folder.write("a,b\n1,2\n", to: "file")
    let input = try InputFile(path: path)
    #expect(input.name == path)
    #expect(try text(of: input, size: 3) == "a,b\n1,2\n")
  }

  @Test func knowsHowFarItIs() throws {
    let input = try InputFile(path: folder.write("12345678", to: "file"))
    #expect((input.bytesRead, input.byteCount, input.fractionRead) == (0, 8, 0))
    var buffer = [UInt8](repeating: 0, count: 6)
    var span = buffer.mutableSpan
    var bytes = span.mutableBytes
    _ = try input.read(into: &bytes)
    #expect((input.bytesRead, input.fractionRead) == (6, 0.75))
    #expect(try text(of: input, size: 6) == "78")
    #expect((input.bytesRead, input.fractionRead) == (8, 1))
    #expect(try InputFile(path: folder.write("", to: "empty")).fractionRead == 1)
    #expect(try InputFile(path: "/dev/null").fractionRead == nil)
  }

  @Test func readsAPipe() throws {
    let path = folder / "pipe"
    try check(mkfifo(path, 0o600))
    let writer = open(path, O_RDWR | O_CLOEXEC)
    try check(writer)
    let input = try InputFile(path: path)
    Glibc.write(writer, "piped", 5)
    close(writer)
    #expect(try text(of: input, size: 64) == "piped")
  }

  @Test func namesStandardInput() throws {
    #expect(try InputFile(path: "-").name == "standard input")
    #expect(fcntl(STDIN_FILENO, F_GETFD) >= 0)  // Not closed with the object.
  }

  @Test func refusesADirectory() {
    let error = #expect(throws: FileError.self) { try InputFile(path: folder.path) }
    #expect(
      error?.description == "\(folder.path): found a directory, expected a file, a pipe or -")
  }

  @Test func refusesAMissingFile() {
    let error = #expect(throws: FileError.self) { try InputFile(path: folder / "missing") }
    #expect(error?.reason == .system(ENOENT))
  }

  @Test func reportsAReadThatFails() throws {
    let path = try folder.write("text", to: "file")
    let input = try InputFile(path: path, calls: SystemCalls { $0 == .read ? EIO : nil })
    #expect(throws: FileError(path: path, operation: .read, reason: .system(EIO))) {
      try text(of: input, size: 8)
    }
  }
}
