#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A new version of a file, written beside the old one and put in its place whole.
///
/// The old file stays as it is until ``commit()``. Dropped without one, the new version is removed.
///
/// - A symbolic link stays; what it points at is replaced.
/// - The new file has the old one's permissions, or those that the user's mask leaves of `rw-rw-rw-`.
/// - Temporary files of the same target that a killed process left are removed. Those in use are
///   known by a lock and left alone; it is one that `flock`, which libhdf5 uses, does not meet.
@safe public struct AtomicFile: ~Copyable {
  /// The temporary file's path, for a library that writes to a file by its name.
  public let path: String

  private let target: Target
  private let descriptor: CInt
  private let folder: CInt
  private let calls: SystemCalls
  private var isCommitted = false

  /// Begins a new version of the file at `path`, which need not exist.
  ///
  /// - Throws: ``FileError`` where the target is not a regular file or the temporary file can't be
  ///   created; nothing has changed then.
  public init(replacing path: String) throws(FileError) {
    try self.init(replacing: path, calls: SystemCalls())
  }

  package init(replacing path: String, calls: SystemCalls) throws(FileError) {
    let target = try Target(path, calls)
    let folder = try calls.open(
      target.folder, O_RDONLY | O_DIRECTORY, as: .openFolder, name: path)
    let created: (path: String, descriptor: CInt)
    do throws(FileError) {
      Temporary.removeStale(of: target, calls)
      created = try Temporary.create(for: target, calls)
    } catch {
      _ = close(folder)
      throw error
    }
    self.path = created.path
    descriptor = created.descriptor
    self.target = target
    self.folder = folder
    self.calls = calls
  }

  deinit {
    if !isCommitted { Temporary.remove(path, calls) }
    _ = close(descriptor)
    _ = close(folder)
  }

  /// Appends `bytes` to the new version.
  ///
  /// - Throws: ``FileError``, where the disk is full among others.
  public func write(_ bytes: RawSpan) throws(FileError) {
    try calls.write(descriptor, target.name, bytes)
  }

  /// Brings the new version to the disk and puts it in the old one's place.
  ///
  /// - Throws: ``FileError``. The old file is untouched then, and the new version removed; only where
  ///   the operation is ``FileError/Operation/synchroniseFolder`` is the new file in place already,
  ///   and may be lost with the machine's power.
  public consuming func commit() throws(FileError) {
    if let mode = target.mode {
      _ = try calls.make(.setPermissions, target.name) { fchmod(descriptor, mode) }
    }
    _ = try calls.make(.synchronise, target.name) { fsync(descriptor) }
    _ = try calls.make(.replace, target.name) { unsafe rename(path, target.path) }
    isCommitted = true
    _ = try calls.make(.synchroniseFolder, target.name) { fsync(folder) }
  }
}
