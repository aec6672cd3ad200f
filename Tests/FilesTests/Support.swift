import Glibc
import TestSupport

@testable import Files

extension Folder {
  /// The permissions of the file `name`, symbolic links followed.
  func mode(of name: String) throws -> mode_t {
    var status = stat()
    try check(stat(self / name, &status))
    return status.st_mode & 0o7777
  }

  /// Saves `text` as the file `name`.
  func replace(_ name: String, with text: String, calls: SystemCalls = SystemCalls()) throws {
    try save(text, to: self / name, calls)
  }
}

/// Saves `text` as the file at `path`.
func save(_ text: String, to path: String, _ calls: SystemCalls = SystemCalls()) throws {
  let file = try AtomicFile(replacing: path, calls: calls)
  let bytes = Array(text.utf8)
  try file.write(bytes.span.bytes)
  try file.commit()
}

/// The user and the group with the least rights.
let nobody: uid_t = 65534

/// Calls `work` with no more rights than anybody has in a folder of theirs, or as it is where this
/// process is not root. It is the whole process that changes: to be called in one of its own.
func asNobody(_ work: () throws -> Void) throws {
  guard geteuid() == 0 else { return try work() }
  try check(setgroups(0, nil))
  try check(setegid(nobody))
  try check(seteuid(nobody))
  defer {
    seteuid(0)
    setegid(0)
  }
  try work()
}

struct SystemFailure: Error { let code: CInt }

func check(_ result: CInt) throws {
  guard result >= 0 else { throw SystemFailure(code: errno) }
}
