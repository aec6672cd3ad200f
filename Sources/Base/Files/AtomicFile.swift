#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A new version of a file, written beside the old one and put in its place whole.
///
/// The old file stays as it is until ``commit()``. Dropped without one, the new version is removed.
/// The module's README tells what else is promised, and what is not.
@safe public struct AtomicFile: ~Copyable {
  /// The temporary file's path, to read back what was written.
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

  /// Writes `bytes` over the beginning of what was written so far, of which there must be as many.
  ///
  /// - Throws: ``FileError``.
  public func writeOver(_ bytes: RawSpan) throws(FileError) {
    try calls.write(descriptor, target.name, bytes, at: 0)
  }

  /// Brings the new version to the disk and puts it in the old one's place.
  ///
  /// - Throws: ``FileError``. The old file is untouched then, and the new version removed; only where
  ///   the operation is ``FileError/Operation/synchroniseFolder`` is the new file in place already,
  ///   and may be lost with the machine's power.
  public consuming func commit() throws(FileError) {
    if let old = target.old { try keepAccess(to: old) }
    _ = try calls.make(.synchronise, target.name) { fsync(descriptor) }
    _ = try calls.make(.replace, target.name) {
      unsafe withPath(path) { path in
        unsafe withPath(target.path) { target in unsafe rename(path, target) }
      }
    }
    isCommitted = true
    do throws(FileError) {
      _ = try calls.make(.synchroniseFolder, target.name) { fsync(folder) }
    } catch {
      // So says a file system that has no such thing as a folder to synchronise.
      guard error.reason == .system(EINVAL) else { throw error }
    }
  }

  /// Gives the new version the owner, the group and the permissions of `old`.
  ///
  /// Only root may give a file away, and others only to a group of theirs. Where the group cannot be
  /// kept, the new one may do what everybody may: what the old group was let read is not for it.
  private func keepAccess(to old: stat) throws(FileError) {
    let new = try calls.status(of: descriptor, target.name)
    var mode = old.st_mode & 0o777
    let (same, owner, group) = (uid_t.max, old.st_uid, old.st_gid)
    if new.st_gid != group, !gives(same, group) { mode &= ~0o070 | (mode & 0o007) << 3 }
    if new.st_uid != owner { _ = gives(owner, same) }
    _ = try calls.make(.setPermissions, target.name) { fchmod(descriptor, mode) }
  }

  private func gives(_ owner: uid_t, _ group: gid_t) -> Bool {
    (try? calls.make(.setOwner, target.name) { fchown(descriptor, owner, group) }) != nil
  }
}
