#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file, a pipe or standard input that is read once from its beginning to its end.
///
/// Not safe to share between threads.
@safe public final class InputFile {
  /// What to call the input in messages: its path, or `standard input`.
  public let name: String

  private let descriptor: CInt
  private let stop: ReadStop?
  private let calls: SystemCalls

  /// Opens the file at `path`, or takes standard input where `path` is `-`.
  ///
  /// A pipe without a writer is waited for, as every other program does.
  ///
  /// - Parameter stop: what ends a read that waits.
  /// - Throws: ``FileError``; a directory is refused here, not at the first read.
  public convenience init(path: String, stop: ReadStop? = nil) throws(FileError) {
    try self.init(path: path, stop: stop, calls: SystemCalls())
  }

  package init(path: String, stop: ReadStop? = nil, calls: SystemCalls) throws(FileError) {
    self.stop = stop
    self.calls = calls
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : try calls.open(path, O_RDONLY)
    guard try !calls.status(of: descriptor, name).isDirectory else {
      throw FileError(
        path: name, operation: .read,
        reason: .refused(found: "a directory", expected: "a file, a pipe or -"))
    }
  }

  deinit {
    if descriptor != STDIN_FILENO { _ = close(descriptor) }
  }

  /// Reads the next bytes into the beginning of `span`, as many as there are at the moment.
  ///
  /// - Returns: how many; 0 at the end of the input and for an empty `span`.
  /// - Throws: ``FileError``; of `ECANCELED` after a stop.
  public func read(into span: inout MutableRawSpan) throws(FileError) -> Int {
    if let stop { try calls.waitForInput(descriptor, name, stoppedBy: stop.descriptor) }
    return try calls.read(descriptor, name, into: &span)
  }
}
