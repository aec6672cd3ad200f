import Glibc
import TestSupport
import Testing

@testable import Files

/// Whose the new file is. Only root can make files of others to try it with.
@Suite(.enabled(if: geteuid() == 0, "root is needed to make files that belong to others"))
struct AccessTests {
  @Test func rootKeepsOwnerAndGroup() throws {
    try withFile(1234, 4321, 0o640) { folder in
      try folder.replace("file", with: "new")
      try expect(folder, 1234, 4321, 0o640)
    }
  }

  @Test func aUserWhoMayWriteToTheFolderBecomesTheOwner() async {
    await #expect(processExitsWith: .success) {
      try withFile(1234, nobody, 0o664) { folder in
        try asNobody { try folder.replace("file", with: "new") }
        try expect(folder, nobody, nobody, 0o664)
      }
    }
  }

  /// What the old group was let write is not for the group that the new file gets.
  @Test func aGroupThatCannotBeKeptIsNotReplacedByAnother() async {
    await #expect(processExitsWith: .success) {
      try withFile(nobody, 4321, 0o664) { folder in
        try asNobody { try folder.replace("file", with: "new") }
        try expect(folder, nobody, nobody, 0o644)
      }
    }
  }

  @Test func aReadOnlyFolder() async {
    await #expect(processExitsWith: .success) {
      try withFile(nobody, nobody, 0o666) { folder in
        try check(chmod(folder.path, 0o555))
        try asNobody {
          let error = #expect(throws: FileError.self) {
            try folder.replace("file", with: "new")
          }
          #expect(error?.description == "\(folder)/file: cannot open it: Permission denied")
        }
        #expect(try folder.text(of: "file") == "old")
        #expect(folder.names == ["file"])
      }
    }
  }
}

/// Calls `body` with a folder that everybody may write to, and in it a file that belongs to others.
private func withFile(
  _ owner: uid_t, _ group: gid_t, _ mode: mode_t, _ body: (Folder) throws -> Void
) throws {
  try withFolder { folder in
    try check(chmod(folder.path, 0o777))
    try folder.write("old", to: "file")
    try check(chown(folder / "file", owner, group))
    try check(chmod(folder / "file", mode))
    try body(folder)
  }
}

private func expect(_ folder: Folder, _ owner: uid_t, _ group: gid_t, _ mode: mode_t) throws {
  var status = stat()
  try check(stat(folder / "file", &status))
  #expect(try folder.text(of: "file") == "new")
  #expect(status.st_uid == owner)
  #expect(status.st_gid == group)
  #expect(status.st_mode & 0o7777 == mode)
  #expect(folder.names == ["file"])
}
