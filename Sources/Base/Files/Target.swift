import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The file that an ``AtomicFile`` replaces.
struct Target {
  /// The path as the caller gave it, for messages.
  let name: String

  /// The path with its last part's symbolic links followed.
  let path: String

  /// The folder it is in.
  let folder: String

  /// The last part of `path`.
  let file: String

  /// The file that is there; nil where there is none.
  let old: stat?

  /// Looks at what is at `name`.
  ///
  /// - Throws: ``FileError`` where something other than a regular file is there.
  init(_ name: String, _ calls: SystemCalls) throws(FileError) {
    func refuse(_ found: String, _ expected: String) -> FileError {
      FileError(
        path: name, operation: .replace, reason: .refused(found: found, expected: expected))
    }
    old = try calls.status(at: name, name)
    guard !name.isEmpty else {
      throw FileError(path: name, operation: .examine, reason: .system(ENOENT))
    }
    if let old, !old.isRegularFile { throw refuse(old.kind, "a regular file or none") }

    var path = name
    for _ in 0..<40 {  // The kernel's own limit.
      guard let next = try Self.link(at: path, name, calls) else { break }
      path = Self.destination(next, of: path)
    }
    if old != nil, !path.utf8.elementsEqual(name.utf8), try !Self.isOneFile(path, name, calls) {
      throw refuse("an open file that has no name", "a name that leads to it")
    }
    self.name = name
    self.path = path
    (folder, file) = split(path)
  }

  /// Whether `path`, what the links of `name` say, is where they lead: in /proc/self/fd it need not be.
  ///
  /// Another save may put a new file there between two looks, so it looks again.
  private static func isOneFile(
    _ path: String, _ name: String, _ calls: SystemCalls
  ) throws(FileError) -> Bool {
    for _ in 0..<10 {
      if let there = try calls.status(at: name, name),
        try calls.status(at: path, name)?.isSameFile(as: there) == true
      {
        return true
      }
    }
    return false
  }

  /// What the symbolic link at `path` says; nil where there is none.
  static func link(
    at path: String, _ name: String, _ calls: SystemCalls
  ) throws(FileError) -> [UInt8]? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    do throws(FileError) {
      let count = try calls.make(.follow, name) {
        unsafe withPath(path) { path in unsafe readlink(path, &buffer, buffer.count) }
      }
      return buffer[..<count].map(UInt8.init(bitPattern:))
    } catch {
      guard error.reason == .system(EINVAL) || error.reason == .system(ENOENT) else { throw error }
      return nil
    }
  }

  /// Where the link at `path` leads that says `text`.
  static func destination(_ text: [UInt8], of path: String) -> String {
    let text = String(pathBytes: text)
    return text.utf8.first == UInt8(ascii: "/") ? text : split(path).folder + "/" + text
  }
}
