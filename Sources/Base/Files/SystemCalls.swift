import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The one way from this module to the system: every call that can fail is made here, so a test can
/// make it fail.
package struct SystemCalls: Sendable {
  /// The `errno` that an operation is to fail with instead of being done; nil to do it.
  package typealias Fault = @Sendable (FileError.Operation) -> CInt?

  private let fault: Fault

  /// The system's calls, some of which fail as `fault` says.
  package init(fault: @escaping Fault = { _ in nil }) {
    self.fault = fault
  }

  /// Makes `call`, again where a signal interrupted it, and after a wait where `descriptor` is a
  /// pipe or a terminal that somebody has made non-blocking and that isn't ready.
  ///
  /// - Returns: what `call` returned, never negative.
  func make<R: SignedInteger>(
    _ operation: FileError.Operation, _ path: String, waitingFor events: Int32 = 0,
    on descriptor: CInt = -1, _ call: () -> R
  ) throws(FileError) -> R {
    while true {
      var code = fault(operation)
      if code == nil {
        let result = call()
        if result >= 0 { return result }
        code = errno
      }
      if code == EAGAIN, events != 0 {
        var wait = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        _ = unsafe poll(&wait, 1, -1)
      } else if let code, code != EINTR {
        throw FileError(path: path, operation: operation, reason: .system(code))
      }
    }
  }

  /// Opens what is at `path` for writing where that is a pipe, which waits for its reader, or a
  /// character device; nil where it is anything else.
  ///
  /// What this process has open already, under a name such as `/dev/stdout`, is taken as it is, a
  /// regular file too: a shell's `>>` is not to be replaced by its last piece.
  package func openStream(_ path: String) -> CInt? {
    if let number = Self.descriptor(named: path) {
      let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
      return copy < 0 ? nil : copy
    }
    guard let descriptor = try? open(path, O_WRONLY) else { return nil }
    if let mode = try? status(of: descriptor, path).st_mode & S_IFMT,
      mode == S_IFIFO || mode == S_IFCHR
    {
      return descriptor
    }
    _ = close(descriptor)
    return nil
  }

  /// The open file that `path` is a name of, such as `/dev/stdout`; nil for other paths.
  package static func descriptor(named path: String) -> CInt? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return CInt(path.dropFirst(folder.count))
      }
      return nil
    }
  }

  /// Opens `path`; the descriptor is closed in programs that this one starts.
  package func open(
    _ path: String, _ flags: CInt, mode: mode_t = 0, as operation: FileError.Operation = .open,
    name: String? = nil
  ) throws(FileError) -> CInt {
    try make(operation, name ?? path) { openFile(path, flags | O_CLOEXEC | O_NOCTTY, mode) }
  }

  /// What the system knows about an open file.
  func status(of descriptor: CInt, _ path: String) throws(FileError) -> stat {
    var status = stat()
    _ = try make(.examine, path) { unsafe fstat(descriptor, &status) }
    return status
  }

  /// What the system knows about what is at `path`, symbolic links followed; nil where nothing is.
  func status(at path: String, _ name: String) throws(FileError) -> stat? {
    var status = stat()
    do throws(FileError) {
      _ = try make(.examine, name) {
        unsafe withPath(path) { path in unsafe stat(path, &status) }
      }
      return status
    } catch {
      guard error.reason == .system(ENOENT) else { throw error }
      return nil
    }
  }

  /// Reads into the bytes of `span` from `offset` on.
  ///
  /// - Returns: how many bytes were read; 0 at the end of the file.
  func read(
    _ descriptor: CInt, _ path: String, into span: inout MutableRawSpan, from offset: Int = 0
  ) throws(FileError) -> Int {
    try unsafe span.withUnsafeMutableBytes { bytes throws(FileError) in
      try make(.read, path, waitingFor: POLLIN, on: descriptor) {
        unsafe readBytes(descriptor, UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]))
      }
    }
  }

  /// Waits until there is something to read, or the end.
  ///
  /// - Throws: ``FileError`` of `ECANCELED` as soon as `stop` has something to read.
  func waitForInput(
    _ descriptor: CInt, _ path: String, stoppedBy stop: CInt
  ) throws(FileError) {
    var both = (
      stop: pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
      input: pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    )
    _ = try make(.read, path) {
      unsafe withUnsafeMutableBytes(of: &both) { both in
        unsafe poll(both.bindMemory(to: pollfd.self).baseAddress, 2, -1)
      }
    }
    if both.stop.revents != 0 {
      throw FileError(path: path, operation: .read, reason: .system(ECANCELED))
    }
  }

  /// Writes all of `span`: where the file's position is, or without moving that at `offset`.
  package func write(
    _ descriptor: CInt, _ path: String, _ span: RawSpan, at offset: Int? = nil
  ) throws(FileError) {
    try unsafe span.withUnsafeBytes { bytes throws(FileError) in
      var done = 0
      while done < bytes.count {
        done += try make(.write, path, waitingFor: POLLOUT, on: descriptor) {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
          return unsafe offset.map { unsafe writeBytes(descriptor, rest, at: $0 + done) }
            ?? writeBytes(descriptor, rest)
        }
      }
    }
  }
}

// Out here the names are the system's: inside, they are those of the methods above.

private func openFile(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt {
  unsafe withPath(path) { path in unsafe open(path, flags, mode) }
}

/// Calls `body` with the bytes of a path; a path with a NUL, where C would cut it, is -1 with `EINVAL` instead.
func withPath<R: SignedInteger>(_ path: String, _ body: (UnsafePointer<CChar>) -> R) -> R {
  let bytes = path.pathBytes.map { CChar(bitPattern: $0) }
  guard !bytes.contains(0) else {
    errno = EINVAL
    return -1
  }
  return unsafe (bytes + [0]).withUnsafeBufferPointer { bytes in
    unsafe bytes.baseAddress.map { unsafe body($0) } ?? -1
  }
}

private func readBytes(_ descriptor: CInt, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
  unsafe read(descriptor, bytes.baseAddress, bytes.count)
}

private func writeBytes(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  unsafe write(descriptor, bytes.baseAddress, bytes.count)
}

private func writeBytes(
  _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int
) -> Int {
  unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
}

extension stat {
  /// Whether this is a regular file, the only kind that has a size and can be replaced.
  var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }

  /// Whether both are of one file, whatever it is called.
  func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }

  /// Whether this is a directory.
  var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }

  /// The kind of file, with its article.
  var kind: String {
    switch st_mode & S_IFMT {
    case S_IFREG: "a regular file"
    case S_IFDIR: "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "a special file"
    }
  }
}
