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
  var path = Array("\(parent == "/" ? "" : parent)/\(prefix)XXXXXX".utf8CString)
  _ = try SystemCalls().make(.open, parent) { unsafe mkdtemp(&path) == nil ? -1 : 0 }
  return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Removes the folder at `path` where it is empty; what cannot be removed stays.
public func removeEmptyFolder(_ path: String) {
  _ = try? SystemCalls().make(.remove, path) { unsafe rmdir(path) }
}

/// Folders that files may be put into when their own cannot be written: the one that they are in, the working
/// folder, those for temporary files and the user's own; each once.
public func otherFolders(for path: String) -> [String] {
  func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
  let own = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
  let all = [own ?? ".", ".", variable("TMPDIR"), "/tmp", "/var/tmp", variable("HOME"), "/dev/shm"]
  var folders: [String] = []
  for case .some(let folder) in all where !folders.contains(folder) { folders.append(folder) }
  return folders
}
