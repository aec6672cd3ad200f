import Glibc
import TestSupport
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  private func replace(_ name: String, with text: String) throws {
    try folder.replace(name, with: text)
  }

  @Test func createsAFileWithTheModeThatTheMaskLeaves() throws {
    let mask = umask(0)
    umask(mask)
    try replace("new", with: "text")
    #expect(try folder.text(of: "new") == "text")
    #expect(try folder.mode(of: "new") == 0o666 & ~mask)
    #expect(folder.names == ["new"])
  }

  @Test func theBeginningCanBeWrittenAnew() throws {
    let file = try AtomicFile(replacing: folder / "new")
    for text in ["count ?", ", a", ", b"] { try file.write(text.utf8.span.bytes) }
    try file.writeOver("count 2".utf8.span.bytes)
    try file.write(", c".utf8.span.bytes)
    try file.commit()
    #expect(try folder.text(of: "new") == "count 2, a, b, c")
  }

  @Test func replacesAFileAndKeepsItsMode() throws {
    for mode: mode_t in [0o600, 0o640, 0o444, 0o755] {
      try folder.write("old", to: "file")
      try check(chmod(folder / "file", mode))
      try replace("file", with: "new")
      #expect(try folder.text(of: "file") == "new")
      #expect(try folder.mode(of: "file") == mode)
    }
  }

  @Test func leavesTheOldFileUntilTheCommit() throws {
    try folder.write("old", to: "file")
    do {
      let file = try AtomicFile(replacing: folder / "file")
      try file.write([UInt8](repeating: 1, count: 100_000).span.bytes)
      #expect(try folder.text(of: "file") == "old")
      #expect(folder.names.count == 2)
    }
    #expect(folder.names == ["file"])
    #expect(try folder.text(of: "file") == "old")
  }

  @Test func whatWasWrittenCanBeReadBack() throws {
    let file = try AtomicFile(replacing: folder / "file")
    let name = String(file.path.split(separator: "/").last ?? "")
    #expect(name.hasPrefix(".file.\(getpid())-") && name.hasSuffix(".tmp"))
    try file.write([UInt8](repeating: 65, count: 3).span.bytes)
    #expect(try folder.text(of: name) == "AAA")
  }

  @Test func leavesOtherNamesOfTheFileTheOldContents() throws {
    try folder.write("old", to: "file")
    try check(link(folder / "file", folder / "other"))
    try replace("file", with: "new")
    #expect(try folder.text(of: "file") == "new")
    #expect(try folder.text(of: "other") == "old")
  }

  /// Nobody looks into the new version of a private file while it is written.
  @Test func keepsTheNewVersionOfAFileToItself() throws {
    try folder.write("old", to: "file")
    try check(chmod(folder / "file", 0o644))
    let file = try AtomicFile(replacing: folder / "file")
    let name = try #require(folder.names.first { $0 != "file" })
    #expect(try folder.mode(of: name) == 0o600)
    try file.commit()
    #expect(try folder.mode(of: "file") == 0o644)
  }

  @Test func replacesWhatASymbolicLinkPointsAt() throws {
    try folder.write("old", to: "file")
    try check(symlink("file", folder / "relative"))
    try check(symlink(folder / "relative", folder / "absolute"))
    try replace("absolute", with: "new")
    #expect(try folder.text(of: "file") == "new")
    #expect(folder.names == ["absolute", "file", "relative"])
    var status = stat()
    try check(lstat(folder / "absolute", &status))
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func createsWhatADanglingLinkPointsAt() throws {
    try check(symlink("file", folder / "link"))
    try replace("link", with: "new")
    #expect(try folder.text(of: "file") == "new")
  }

  @Test func refusesALinkThatLeadsInACircle() throws {
    try check(symlink("b", folder / "a"))
    try check(symlink("a", folder / "b"))
    let error = #expect(throws: FileError.self) { try replace("a", with: "new") }
    #expect(error?.operation == .examine)
    #expect(error?.reason == .system(ELOOP))
    #expect(folder.names == ["a", "b"])
  }

  @Test func replacesWhatALinkToANameThatIsNoTextLeadsTo() throws {
    try check(symlink([CChar(bitPattern: 0xFF), 0], folder / "link"))
    try replace("link", with: "new")
    #expect(try folder.text(of: "link") == "new")
    #expect(folder.names.count == 2)
  }

  @Test func refusesAnOpenFileThatHasNoName() throws {
    try folder.write("old", to: "file")
    let descriptor = open(folder / "file", O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    unlink(folder / "file")
    let path = "/proc/self/fd/\(descriptor)"
    let error = #expect(throws: FileError.self) { _ = try AtomicFile(replacing: path) }
    #expect(
      error?.description
        == "\(path): found an open file that has no name, expected a name that leads to it")
    #expect(folder.names.isEmpty)
  }

  @Test func refusesTargetsThatAreNotRegularFiles() throws {
    try check(mkfifo(folder / "pipe", 0o600))
    for (path, found) in [
      (folder.path, "a directory"), (folder / "pipe", "a pipe"), ("/dev/null", "a device"),
    ] {
      let error = #expect(throws: FileError.self) { _ = try AtomicFile(replacing: path) }
      #expect(error?.description == "\(path): found \(found), expected a regular file or none")
    }
    #expect(folder.names == ["pipe"])
  }

  @Test func refusesAFolderThatIsNotThere() throws {
    let path = folder / "missing/file"
    let error = #expect(throws: FileError.self) { _ = try AtomicFile(replacing: path) }
    #expect(
      error?.description == "\(path): cannot open the folder of it: No such file or directory")
    #expect(throws: FileError.self) { _ = try AtomicFile(replacing: "") }
  }

  @Test func removesOnlyStaleTemporariesOfTheSameTarget() throws {
    let others = [".file.1-2", ".file.x-1.tmp", ".other.1-2.tmp", "file.1-2.tmp"].sorted()
    for name in others { try folder.write("", to: name) }
    try folder.write("", to: ".file.999-abc.tmp")  // No process holds its lock.
    let file = try AtomicFile(replacing: folder / "file")  // In use: stays.
    try replace("file", with: "second")
    #expect(folder.names.count == others.count + 2)
    try file.write([UInt8(65)].span.bytes)
    try file.commit()
    #expect(folder.names == (others + ["file"]).sorted())
    #expect(try folder.text(of: "file") == "A")
  }

  @Test func longNamesStillHaveATemporary() throws {
    let name = String(repeating: "é", count: 127)
    try replace(name, with: "text")
    #expect(folder.names == [name])
  }

  /// A save of a read-only file is killed between the last two steps; its folder is a user's.
  @Test func removesAStaleTemporaryThatIsReadOnly() async {
    await #expect(processExitsWith: .success) {
      try withFolder { folder in
        try check(chmod(folder.path, 0o777))
        try asNobody {
          try folder.write("", to: ".file.999-abc.tmp")
          try check(chmod(folder / ".file.999-abc.tmp", 0o444))
          try folder.replace("file", with: "new")
        }
        #expect(folder.names == ["file"])
      }
    }
  }

  /// Saves of one target at once take neither each other's temporaries nor parts of each other.
  @Test func severalSavesAtOnceAllSucceed() async throws {
    let texts = (0..<4).map { String(repeating: "\($0)", count: 1000 + $0) }
    let path = folder / "file"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for text in texts {
        group.addTask {
          for _ in 0..<100 {
            try save(text, to: path)
            #expect(texts.contains(String(decoding: try bytes(at: path), as: UTF8.self)))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(folder.names == ["file"])
  }

  @Test func waitsForANonblockingPipeThatIsFull() throws {
    var ends: [CInt] = [0, 0]
    try check(pipe(&ends))
    defer { for end in ends { close(end) } }
    try check(fcntl(ends[0], F_SETFL, O_NONBLOCK))
    try check(fcntl(ends[1], F_SETFL, O_NONBLOCK))
    let total = 1 << 20
    let drain = Unmanaged.passRetained(Drain(reader: ends[0], total: total))
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Drain>.fromOpaque(argument).takeUnretainedValue().run() }
        return nil
      }, drain.toOpaque())
    try SystemCalls().write(ends[1], "pipe", [UInt8](repeating: 7, count: total).span.bytes)
    pthread_join(thread, nil)
    #expect(drain.takeRetainedValue().count == total)
  }
}

/// Reads a pipe in small pieces until `total` bytes have come.
private final class Drain {
  let reader: CInt
  let total: Int
  var count = 0

  init(reader: CInt, total: Int) {
    self.reader = reader
    self.total = total
  }

  func run() {
    var bytes = [UInt8](repeating: 0, count: 10_000)
    while count < total {
      var wait = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
      poll(&wait, 1, 5000)
      let got = Glibc.read(reader, &bytes, bytes.count)
      guard got > 0 else { return }
      count += got
    }
  }
}
