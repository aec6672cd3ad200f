import Files
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a command's data go, in pieces of 64 KiB: standard output, a file that is replaced whole at
/// the end, or a pipe or device as it is.
///
/// A terminal gets text in which what it would act on is escaped, as `\u{1B}`.
///
/// Write whole rows: a sink that is dropped before ``finish()`` still passes on to a stream what was
/// written, so that a stream ends between two rows; a file then stays as it was.
/// Not safe to share between threads.
@safe public final class OutputSink {
  /// What to call the output in messages: its path, or `standard output`.
  public let name: String

  private static let capacity = 65536
  private let stream: CInt?
  /// Whether a person looks at it: then what could act on the terminal is escaped.
  private let isTerminal: Bool
  private var file: AtomicFile?
  private var buffer: [UInt8] = []
  private let calls: SystemCalls

  /// Opens the output at `path`, or takes standard output where `path` is `-`.
  ///
  /// - Parameter growing: whether a file is emptied at once and grows as it is written, to be watched
  ///   on the way, instead of being replaced whole at the end.
  /// - Throws: ``FileError``.
  public convenience init(path: String, growing: Bool = false) throws(FileError) {
    try self.init(path: path, growing: growing, calls: SystemCalls())
  }

  init(path: String, growing: Bool = false, calls: SystemCalls) throws(FileError) {
    self.calls = calls
    name = path == "-" ? "standard output" : path
    var stream = path == "-" ? STDOUT_FILENO : calls.openStream(path)
    if growing, stream == nil {
      stream = try calls.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o666)
    }
    self.stream = stream
    isTerminal = path == "-" && isatty(STDOUT_FILENO) == 1
    file = stream == nil ? try AtomicFile(replacing: path, calls: calls) : nil
    buffer.reserveCapacity(Self.capacity)
  }

  /// An open stream, which is closed with the sink unless it is standard output.
  init(to stream: CInt, isTerminal: Bool, calls: SystemCalls) throws(FileError) {
    self.calls = calls
    self.isTerminal = isTerminal
    self.stream = stream
    name = "stream \(stream)"
    file = nil
  }

  deinit {
    guard let stream else { return }
    try? flush()
    if stream != STDOUT_FILENO { _ = close(stream) }
  }

  /// Appends `bytes`.
  ///
  /// - Throws: ``FileError`` where the disk is full or the pipe closed, perhaps not at once.
  public func write(_ bytes: RawSpan) throws(FileError) {
    if buffer.count + bytes.byteCount > Self.capacity { try flush() }
    if bytes.byteCount >= Self.capacity {
      try pass(bytes)
    } else {
      unsafe bytes.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }
  }

  /// Appends `text` in UTF-8.
  ///
  /// - Throws: as ``write(_:)-(RawSpan)``.
  public func write(_ text: String) throws(FileError) { unsafe try write(text.utf8.span.bytes) }

  /// Passes on what was written so far: to whoever reads the pipe, not yet to the file's own place.
  ///
  /// - Throws: ``FileError``.
  public func flush() throws(FileError) {
    // Emptied in any case: what failed once isn't written twice.
    defer { buffer.removeAll(keepingCapacity: true) }
    unsafe try pass(buffer.span.bytes)
  }

  /// Whether the output is a file that is put in its place whole, at the end.
  public var isWhole: Bool { stream == nil }

  /// Writes `bytes` over the beginning of what was written so far, of which there must be as many; only
  /// where the output ``isWhole``.
  ///
  /// - Throws: ``FileError``.
  public func writeOver(_ bytes: RawSpan) throws(FileError) {
    precondition(isWhole, "a stream has no beginning to go back to")
    try flush()
    try file?.writeOver(bytes)
  }

  /// Passes on the rest, and puts a file in its place.
  ///
  /// Nothing is written after.
  ///
  /// - Throws: ``FileError``; a file is as it was before then.
  public func finish() throws(FileError) {
    try flush()
    try file.take()?.commit()
  }

  private func pass(_ bytes: RawSpan) throws(FileError) {
    if isTerminal, let stream {
      let text = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
      unsafe try calls.write(stream, name, text.printableLines.utf8.span.bytes)
    } else if let stream {
      try calls.write(stream, name, bytes)
    } else {
      try file?.write(bytes)
    }
  }
}
