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

  /// The permissions of the file that is there; nil where there is none.
  let mode: mode_t?

  /// Looks at what is at `name`.
  ///
  /// - Throws: ``FileError`` where something other than a regular file is there.
  init(_ name: String, _ calls: SystemCalls) throws(FileError) {
    var status = stat()
    do throws(FileError) {
      _ = try calls.make(.examine, name) { unsafe stat(name, &status) }
      mode = status.st_mode & 0o777
    } catch {
      guard error.reason == .system(ENOENT), !name.isEmpty else { throw error }
      mode = nil
    }
    guard mode == nil || status.isRegularFile else {
      throw FileError(
        path: name, operation: .replace,
        reason: .refused(found: status.kind, expected: "a regular file or none"))
    }

    var path = name
    for _ in 0..<40 {  // The kernel's own limit.
      guard let next = try Self.link(at: path, name, calls) else { break }
      path = next.hasPrefix("/") ? next : Self.folder(of: path) + "/" + next
    }
    self.name = name
    self.path = path
    folder = Self.folder(of: path)
    file = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// What the symbolic link at `path` says; nil where there is none.
  private static func link(
    at path: String, _ name: String, _ calls: SystemCalls
  ) throws(FileError) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    do throws(FileError) {
      let count = try calls.make(.follow, name) { unsafe readlink(path, &buffer, buffer.count) }
      return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    } catch {
      guard error.reason == .system(EINVAL) || error.reason == .system(ENOENT) else { throw error }
      return nil
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
