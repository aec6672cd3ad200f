import Glibc
import TestSupport

extension Folder {
  /// The permissions of the file `name`, symbolic links followed.
  func mode(of name: String) throws -> mode_t {
    var status = stat()
    try check(stat(self / name, &status))
    return status.st_mode & 0o7777
  }
}

struct SystemFailure: Error { let code: CInt }

func check(_ result: CInt) throws {
  guard result >= 0 else { throw SystemFailure(code: errno) }
}
