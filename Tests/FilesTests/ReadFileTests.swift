import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Files

@Suite struct ReadFileTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  private func text(_ bytes: AlignedBytes) -> String {
    bytes.withBytes { bytes in
      String(
        decoding: (0..<bytes.byteCount).compactMap { bytes.integer(UInt8.self, at: $0) },
        as: UTF8.self)
    }
  }

  @Test func readsAFileUpToTheLimit() throws {
    let path = try folder.write("twelve bytes", to: "file")
    #expect(text(try readFile(path, atMost: 12)) == "twelve bytes")
    let error = #expect(throws: FileError.self) { try readFile(path, atMost: 11) }
    #expect(error?.description == "\(path): found 12 bytes, expected at most 11")
  }

  @Test func readsAnEmptyFile() throws {
    #expect(try readFile(folder.write("", to: "file"), atMost: 0).count == 0)
  }

  @Test func refusesAMissingFile() {
    let path = folder / "missing"
    let error = #expect(throws: FileError.self) { try readFile(path, atMost: 9) }
    #expect(error?.description == "\(path): cannot open it: No such file or directory")
  }

  @Test func refusesADirectory() {
    let error = #expect(throws: FileError.self) { try readFile(folder.path, atMost: 9) }
    #expect(error?.description == "\(folder.path): found a directory, expected a regular file")
  }

  @Test func refusesAPipeWithoutWaitingForItsWriter() throws {
    try check(mkfifo(folder / "pipe", 0o600))
    let error = #expect(throws: FileError.self) { try readFile(folder / "pipe", atMost: 9) }
    #expect(error?.reason == .refused(found: "a pipe", expected: "a regular file"))
  }

  @Test func refusesADevice() {
    let error = #expect(throws: FileError.self) { try readFile("/dev/zero", atMost: 9) }
    #expect(error?.reason == .refused(found: "a device", expected: "a regular file"))
  }

  @Test func readsNoMoreOfAFileThanItsHeadWhereThatIsNotWanted() throws {
    let path = try folder.write(String(repeating: "x", count: 70_000), to: "file")
    truncate(path, 3 << 30)
    let reads = Mutex(0)
    let calls = SystemCalls { operation in
      if operation == .read { reads.withLock { $0 += 1 } }
      return nil
    }
    var seen: (Int, Int)?
    let error = #expect(throws: FileError.self) {
      try readFile(path, atMost: .max, calls: calls) { head, byteCount in
        seen = (head.byteCount, byteCount)
        return false
      }
    }
    #expect(
      error?.reason
        == .refused(found: "another kind of file", expected: "one that is wanted here"))
    #expect(seen?.0 == 65536 && seen?.1 == 3 << 30)
    #expect(reads.withLock { $0 } == 1)
  }

  /// Longer than a head, whose bytes come first and once.
  @Test func readsAFileThatIsWanted() throws {
    let content = (0..<20_000).map { "\($0)" }.joined()
    let path = try folder.write(content, to: "file")
    #expect(text(try readFile(path, atMost: .max) { head, _ in head.byteCount > 0 }) == content)
  }

  @Test func refusesAFileThatShrinksWhileItIsRead() throws {
    let path = try folder.write("twelve bytes", to: "file")
    let calls = SystemCalls { operation in
      if operation == .read { truncate(path, 4) }
      return nil
    }
    let error = #expect(throws: FileError.self) { try readFile(path, atMost: 99, calls: calls) }
    #expect(
      error?.reason
        == .refused(found: "the end after 4 bytes", expected: "12, its size when opened"))
  }

  @Test func refusesAFileThatGrowsWhileItIsRead() throws {
    let path = try folder.write("twelve bytes", to: "file")
    let calls = SystemCalls { operation in
      if operation == .read { truncate(path, 13) }
      return nil
    }
    let error = #expect(throws: FileError.self) { try readFile(path, atMost: 99, calls: calls) }
    #expect(error?.description.contains("found a file that changed while it was read") == true)
  }

  @Test(arguments: [FileError.Operation.open, .examine, .read])
  func reportsACallThatFails(_ operation: FileError.Operation) throws {
    let path = try folder.write("text", to: "file")
    let calls = SystemCalls { $0 == operation ? EIO : nil }
    let error = #expect(throws: FileError.self) { try readFile(path, atMost: 99, calls: calls) }
    #expect(error == FileError(path: path, operation: operation, reason: .system(EIO)))
  }

  @Test func triesAnInterruptedReadAgain() throws {
    let path = try folder.write("text", to: "file")
    let interrupted = Mutex(false)
    let calls = SystemCalls { operation in
      guard operation == .read else { return nil }
      return interrupted.withLock { seen in
        defer { seen = true }
        return seen ? nil : EINTR
      }
    }
    #expect(text(try readFile(path, atMost: 99, calls: calls)) == "text")
  }
}
