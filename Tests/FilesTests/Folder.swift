import Glibc

/// A folder of one test's own, removed at the end.
final class Folder {
  let path: String

  init() throws {
    path = "/tmp/mlp-files-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try check(mkdir(path, 0o700))
  }

  deinit {
    for name in names { unlink(self / name) }
    rmdir(path)
  }

  static func / (folder: Folder, name: String) -> String { folder.path + "/" + name }

  /// What is in the folder, sorted.
  var names: [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Writes `text` to the file `name` and returns its path.
  @discardableResult
  func write(_ text: String, to name: String, mode: mode_t = 0o644) throws -> String {
    let file = open(self / name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    try check(file)
    defer { close(file) }
    try check(CInt(Glibc.write(file, text, text.utf8.count)))
    return self / name
  }

  /// What the file `name` holds.
  func text(of name: String) throws -> String {
    let file = open(self / name, O_RDONLY | O_CLOEXEC)
    try check(file)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = Glibc.read(file, &bytes, bytes.count)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

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
