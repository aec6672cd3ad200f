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
  /// How many bytes there are to read, where the system says: of a regular file.
  public let byteCount: Int?
  /// How many bytes were read so far.
  public private(set) var bytesRead = 0
  /// How much of it that is, from 0 to 1; nil where nobody can know.
  public var fractionRead: Double? {
    byteCount.map { $0 > bytesRead ? Double(bytesRead) / Double($0) : 1 }
  }

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
    let status = try calls.status(of: descriptor, name)
    // A shell may have read the beginning of standard input.
    let start = status.isRegularFile ? max(0, Int(lseek(descriptor, 0, SEEK_CUR))) : 0
    byteCount = status.isRegularFile ? max(0, Int(status.st_size) - start) : nil
    guard !status.isDirectory else {
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
    let count = try calls.read(descriptor, name, into: &span)
    bytesRead += count
    return count
  }
}
