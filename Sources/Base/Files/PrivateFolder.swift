import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Makes a folder of a new name that begins with `prefix`, which nobody but this user can look into.
///
/// - Parameter parent: the folder to make it in.
/// - Returns: its path.
/// - Throws: ``FileError``.
public func makePrivateFolder(in parent: String, prefix: String) throws(FileError) -> String {
  var path = "\(parent == "/" ? "" : parent)/\(prefix)XXXXXX".pathBytes + [0]
  _ = try SystemCalls().make(.open, parent) {
    unsafe path.withUnsafeMutableBytes { bytes in
      guard let text = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return -1 }
      return unsafe mkdtemp(text) == nil ? -1 : 0
    }
  }
  return String(pathBytes: path.dropLast())
}

/// Removes the folder at `path` where it is empty; what cannot be removed stays.
public func removeEmptyFolder(_ path: String) {
  _ = try? SystemCalls().make(.remove, path) {
    unsafe withPath(path) { path in unsafe rmdir(path) }
  }
}

/// Folders that files may be put into when their own cannot be written: the one that they are in, the working
/// folder, those for temporary files and the user's own; each once.
public func otherFolders(for path: String) -> [String] {
  let all = [
    split(path).folder, ".", environmentPath("TMPDIR"), "/tmp", "/var/tmp", environmentPath("HOME"),
    "/dev/shm",
  ]
  var folders: [String] = []
  for case .some(let folder) in all
  where !folders.contains(where: { $0.utf8.elementsEqual(folder.utf8) }) { folders.append(folder) }
  return folders
}

/// The path that a variable of the environment has; nil where it has none.
public func environmentPath(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let bytes = unsafe UnsafeRawBufferPointer(start: value, count: strlen(value))
  return unsafe bytes.isEmpty ? nil : String(pathBytes: Array(bytes))
}

/// The folder that a path's last part is in, and that part.
///
/// By bytes: to Swift a slash before a combining mark is another character than a slash.
func split(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
  let name = String(path.utf8[path.utf8.index(after: slash)...]) ?? ""
  let folder = slash == path.startIndex ? "/" : String(path.utf8[..<slash]) ?? "."
  return (folder, name)
}
