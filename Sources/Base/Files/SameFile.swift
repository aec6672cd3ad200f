#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Whether both paths lead to one file, whatever they are called; where neither leads anywhere yet, whether they would:
/// with one name in one folder.
public func isSameFile(_ a: String, _ b: String) -> Bool {
  var (first, second) = (stat(), stat())
  switch unsafe (stat(a, &first), stat(b, &second)) {
  case (0, 0): return first.isSameFile(as: second)
  case (0, _), (_, 0): return false
  default:
    let (one, other) = (parts(a), parts(b))
    guard one.name == other.name else { return false }
    guard unsafe stat(one.folder, &first) == 0, unsafe stat(other.folder, &second) == 0 else {
      return false
    }
    return first.isSameFile(as: second)
  }
}

private func parts(_ path: String) -> (folder: String, name: Substring) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
  return (String(path[...slash]), path[path.index(after: slash)...])
}
