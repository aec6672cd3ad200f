import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Single-precision numbers on their way into a file without a name, to be mapped when all are there:
/// a table that memory need not hold.
///
/// The file is gone when the numbers are, however the process ends. Not safe to share between threads.
@safe public final class FloatCache {
  private let folder: String
  private let descriptor: CInt
  private let calls: SystemCalls
  private var count = 0

  /// Makes the file in `folder`.
  ///
  /// - Throws: ``FileError``, which names the folder.
  public convenience init(folder: String) throws(FileError) {
    try self.init(folder: folder, calls: SystemCalls())
  }

  init(folder: String, calls: SystemCalls) throws(FileError) {
    descriptor = try Self.open(in: folder, calls)
    self.folder = folder
    self.calls = calls
  }

  private static func open(in folder: String, _ calls: SystemCalls) throws(FileError) -> CInt {
    let random = String(UInt64.random(in: 0 ... .max), radix: 16)
    let path = "\(folder)/.mlp-cache.\(getpid())-\(random).tmp"
    let descriptor = try calls.open(
      path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, name: folder)
    do throws(FileError) {
      // Without its name the file lives as long as it is open.
      _ = try calls.make(.remove, folder) { unsafe withPath(path) { path in unsafe unlink(path) } }
      return descriptor
    } catch {
      _ = close(descriptor)
      throw error
    }
  }

  deinit { _ = close(descriptor) }

  /// Appends `numbers`.
  ///
  /// - Throws: ``FileError``, where the disk is full among others.
  public func append(_ numbers: Span<Float>) throws(FileError) {
    unsafe try calls.write(descriptor, folder, numbers.bytes)
    count += numbers.count
  }

  /// Appends the numbers that `bytes` are, in this machine's byte order.
  ///
  /// - Throws: ``FileError``, where the disk is full among others.
  public func append(bytes: RawSpan) throws(FileError) {
    precondition(bytes.byteCount % MemoryLayout<Float>.size == 0, "a number's bytes are not whole")
    try calls.write(descriptor, folder, bytes)
    count += bytes.byteCount / MemoryLayout<Float>.size
  }

  /// The numbers, mapped from the file.
  ///
  /// - Throws: `OutOfMemory`.
  public func map() throws(OutOfMemory) -> MappedFloats {
    try MappedFloats(descriptor: descriptor, count: count)
  }
}
