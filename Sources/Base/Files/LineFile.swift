#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A text file that grows line by line, such as a log: a line is there as soon as it is written,
/// whatever becomes of the process.
///
/// Not safe to share between threads.
@safe public final class LineFile {
  /// What to call the file in messages: its path, or `standard output`.
  public let name: String

  private let descriptor: CInt
  private let calls: SystemCalls

  /// Opens the file at `path`, makes it, or takes standard output where `path` is `-`.
  ///
  /// A pipe or a device is written as it is.
  ///
  /// - Parameter keep: told what a regular file holds, says how many of its bytes stay; not called
  ///   where there is none.
  /// - Throws: ``FileError``; what `keep` throws, before anything has changed.
  public convenience init(path: String, keeping keep: ([UInt8]) throws -> Int) throws {
    try self.init(path: path, calls: SystemCalls(), keeping: keep)
  }

  init(path: String, calls: SystemCalls, keeping keep: ([UInt8]) throws -> Int) throws {
    self.calls = calls
    name = path == "-" ? "standard output" : path
    if let stream = path == "-" ? STDOUT_FILENO : calls.openStream(path) {
      descriptor = stream
      return
    }
    let kept = try Self.kept(of: path, calls, keep)
    descriptor = try calls.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o666)
    _ = try calls.make(.shorten, path) { ftruncate(descriptor, off_t(kept)) }
  }

  deinit {
    if descriptor != STDOUT_FILENO { _ = close(descriptor) }
  }

  /// Adds `line` and a line end, in one piece.
  ///
  /// - Throws: ``FileError``.
  public func append(_ line: String) throws(FileError) {
    let text = line + "\n"
    unsafe try calls.write(descriptor, name, text.utf8.span.bytes)
  }

  private static func kept(
    of path: String, _ calls: SystemCalls, _ keep: ([UInt8]) throws -> Int
  ) throws -> Int {
    do {
      let old = try readFile(path, atMost: .max, calls: calls)
      return try keep(old.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } })
    } catch let error as FileError where error.reason == .system(ENOENT) {
      return 0
    }
  }
}
