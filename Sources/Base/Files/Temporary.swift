import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The temporary files beside a target: `.NAME.PID-RANDOM.tmp`.
///
/// Their creator holds a lock on them, which ends with its process however that ends. The process
/// number in the name is for people: it says nothing across containers or machines, which a lock
/// does. Where a file system has no locks, nothing is ever taken for stale.
enum Temporary {
  /// `F_OFD_SETLK`, a lock of the open file and not of the process, has this number on every Linux;
  /// glibc hides the name unless `_GNU_SOURCE` is defined.
  private static let setLock: CInt = 37

  /// Creates an empty temporary file that this process has locked.
  static func create(
    for target: Target, _ calls: SystemCalls
  ) throws(FileError) -> (path: String, descriptor: CInt) {
    while true {
      let random = String(UInt64.random(in: 0 ... .max), radix: 16)
      let path = "\(target.folder)/\(prefix(of: target.file))\(getpid())-\(random)\(suffix)"
      // Where there is an old file, nobody else may look in before its permissions are set.
      let mode: mode_t = target.old == nil ? 0o666 : 0o600
      let descriptor: CInt
      do throws(FileError) {
        descriptor = try calls.open(path, O_RDWR | O_CREAT | O_EXCL, mode: mode, name: target.name)
      } catch {
        if error.reason == .system(EEXIST) { continue }
        throw error
      }
      do throws(FileError) {
        // Between its creation and its lock another process may take it for stale: it holds a lock
        // then, or has removed the file already.
        if lock(descriptor, F_WRLCK, path, calls) != .taken,
          try calls.status(of: descriptor, target.name).st_nlink > 0
        {
          return (path, descriptor)
        }
        remove(path, calls)
        _ = close(descriptor)
      } catch {
        remove(path, calls)
        _ = close(descriptor)
        throw error
      }
    }
  }

  /// Removes the target's temporary files that no process holds a lock on.
  ///
  /// Those that can't be removed stay: they are no reason not to write.
  static func removeStale(of target: Target, _ calls: SystemCalls) {
    for name in names(in: target.folder) where isName(name, ofTarget: target.file) {
      let path = target.folder + "/" + name
      // To read, because a save of a read-only file is killed with a temporary that is read-only.
      let flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW
      guard let descriptor = try? calls.open(path, flags) else { continue }
      if lock(descriptor, F_RDLCK, path, calls) == .held { remove(path, calls) }
      _ = close(descriptor)
    }
  }

  /// Whether a file called so, beside a target called `file`, is taken for one of its temporary files.
  static func isName(_ name: String, ofTarget file: String) -> Bool {
    let (name, start, end) = (name.pathBytes, prefix(of: file).pathBytes, Array(suffix.utf8))
    guard name.count > start.count + end.count, name.starts(with: start),
      name.suffix(end.count).elementsEqual(end)
    else { return false }
    let owner = String(pathBytes: Array(name[start.count..<name.count - end.count]))
      .split(separator: "-", omittingEmptySubsequences: false)
    return owner.count == 2 && Int32(owner[0]) != nil && UInt64(owner[1], radix: 16) != nil
  }

  /// Removes a temporary file; there is nothing to be done about one that can't be.
  static func remove(_ path: String, _ calls: SystemCalls) {
    _ = try? calls.make(.remove, path) { unsafe withPath(path) { path in unsafe unlink(path) } }
  }

  private static let suffix = ".tmp"

  /// A name may have 255 bytes, of which this leaves 40 for the rest.
  private static func prefix(of file: String) -> String {
    "." + String(pathBytes: Array(file.pathBytes.prefix(200))) + "."
  }

  private enum Lock { case held, taken, unavailable }

  /// Locks a file for this descriptor, without waiting; some file systems have no locks.
  private static func lock(
    _ descriptor: CInt, _ kind: CInt, _ path: String, _ calls: SystemCalls
  ) -> Lock {
    var whole = flock()
    whole.l_type = Int16(kind)
    do throws(FileError) {
      _ = try calls.make(.lock, path) { unsafe fcntl(descriptor, setLock, &whole) }
      return .held
    } catch {
      return error.reason == .system(EAGAIN) ? .taken : .unavailable
    }
  }

  private static func names(in folder: String) -> [String] {
    var stream: OpaquePointer?
    _ = unsafe withPath(folder) { folder in
      unsafe stream = opendir(folder)
      return 0
    }
    guard let stream = unsafe stream else { return [] }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
      let name = unsafe UnsafeRawPointer(entry) + offset
      let bytes = unsafe UnsafeRawBufferPointer(
        start: name, count: strlen(name.assumingMemoryBound(to: CChar.self)))
      names.append(String(pathBytes: unsafe Array(bytes)))
    }
    return names
  }
}
