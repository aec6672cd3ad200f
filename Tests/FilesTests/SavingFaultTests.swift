import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Files

/// The calls of a save, in order; one of them fails.
final class Faults: Sendable {
  private let made = Mutex<[FileError.Operation]>([])
  private let failing: Int?
  private let code: CInt

  /// Where `failing` is nil, none fails.
  init(failing: Int? = nil, with code: CInt = EIO) {
    self.failing = failing
    self.code = code
  }

  /// What was called so far.
  var operations: [FileError.Operation] { made.withLock { $0 } }

  var calls: SystemCalls {
    SystemCalls { [self] operation in
      made.withLock { made in
        made.append(operation)
        return made.count - 1 == failing ? code : nil
      }
    }
  }
}

/// A save, any one of whose calls fails.
@Suite struct SavingFaultTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  /// What a save does, in this order.
  private static let sequence: [FileError.Operation] = [
    .examine, .follow,  // The target.
    .openFolder, .open, .lock, .examine, .write,
    .examine, .setPermissions, .synchronise, .replace, .synchroniseFolder,
  ]

  @Test func isMadeOfTheseCalls() throws {
    try folder.write("old", to: "file")
    let faults = Faults()
    try folder.replace("file", with: "new", calls: faults.calls)
    #expect(faults.operations == Self.sequence)
  }

  @Test(arguments: sequence.indices, [EIO, ENOSPC, EDQUOT, EROFS, EACCES])
  func isTheOldOrTheNewFileWhicheverCallFails(_ index: Int, _ code: CInt) throws {
    try folder.write("old", to: "file")
    let operation = Self.sequence[index]
    let faults = Faults(failing: index, with: code)
    let path = folder / "file"
    if operation == .lock {
      try folder.replace("file", with: "new", calls: faults.calls)
    } else {
      #expect(throws: FileError(path: path, operation: operation, reason: .system(code))) {
        try folder.replace("file", with: "new", calls: faults.calls)
      }
    }
    let isInPlace = operation == .lock || operation == .synchroniseFolder
    #expect(try folder.text(of: "file") == (isInPlace ? "new" : "old"))
    #expect(folder.names == ["file"])
  }

  @Test(arguments: sequence.indices)
  func goesOnAfterAnInterruptedCall(_ index: Int) throws {
    try folder.write("old", to: "file")
    let faults = Faults(failing: index, with: EINTR)
    try folder.replace("file", with: "new", calls: faults.calls)
    #expect(faults.operations.count == Self.sequence.count + 1)
    #expect(try folder.text(of: "file") == "new")
    #expect(folder.names == ["file"])
  }

  /// Where not even the temporary can be removed, the next save does it.
  @Test func leavesToTheNextSaveWhatItCannotRemove() throws {
    try folder.write("old", to: "file")
    let calls = SystemCalls { [.remove, .write].contains($0) ? EIO : nil }
    let error = #expect(throws: FileError.self) {
      try folder.replace("file", with: "new", calls: calls)
    }
    #expect(error?.operation == .write)
    #expect(folder.names.count == 2)
    try folder.replace("file", with: "new")
    #expect(folder.names == ["file"])
  }

  @Test func oneLineTellsFileAndReason() throws {
    try folder.write("old", to: "file")
    for operation in Set(Self.sequence) where operation != .lock {
      let calls = SystemCalls { $0 == operation ? ENOSPC : nil }
      let error = #expect(throws: FileError.self) {
        try folder.replace("file", with: "new", calls: calls)
      }
      #expect(
        error?.description
          == "\(folder)/file: cannot \(operation.rawValue) it: No space left on device")
    }
  }

  @Test func worksWithoutLocks() throws {
    try folder.write("", to: ".file.999-abc.tmp")
    try folder.replace("file", with: "new", calls: SystemCalls { $0 == .lock ? ENOLCK : nil })
    #expect(folder.names == [".file.999-abc.tmp", "file"])
  }

  /// Another save has taken the temporary for stale just before it was locked.
  @Test func makesAnotherTemporaryWhereTheFirstIsTaken() throws {
    let faults = Faults(failing: 4, with: EAGAIN)
    try folder.replace("file", with: "new", calls: faults.calls)
    #expect(faults.operations.filter { $0 == .open }.count == 2)
    #expect(faults.operations[4] == .lock)
    #expect(folder.names == ["file"])
  }

  @Test func worksWhereFoldersCannotBeSynchronised() throws {
    let calls = SystemCalls { $0 == .synchroniseFolder ? EINVAL : nil }
    try folder.replace("file", with: "new", calls: calls)
    #expect(try folder.text(of: "file") == "new")
  }

  /// The system writes what the limit leaves, then refuses the rest.
  @Test func aWriteThatIsCutShort() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      try withFolder { folder in
        try folder.write("old", to: "file")
        try folder.replace("file", with: String(repeating: "x", count: 100_000))
        let error = #expect(throws: FileError.self) {
          try folder.replace("file", with: String(repeating: "y", count: 100_001))
        }
        #expect(error?.description == "\(folder)/file: cannot write it: File too large")
        #expect(try folder.text(of: "file").hasPrefix("xxx"))
        #expect(folder.names == ["file"])
      }
    }
  }
}
