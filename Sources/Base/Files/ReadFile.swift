import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads a whole regular file of at most `limit` bytes.
///
/// Never waits: a pipe or a device is refused, not opened and read. What is returned is what the
/// file held at one time, as far as its size and its time of change can tell.
///
/// - Parameters:
///   - path: the file; symbolic links are followed.
///   - limit: the most bytes that are read; more is refused before anything is allocated.
///   - isWanted: is given the first 64 KiB, or all where there is less, and the size of the file.
///     Where it says no, the rest is not read.
/// - Throws: ``FileError`` where the file can't be read, is not a regular file, is not
///   wanted or larger than `limit`, changes while it is read, or does not fit into memory (`ENOMEM`).
/// - Complexity: O(size of the file); one allocation for it, one of 64 KiB for the head.
public func readFile(
  _ path: String, atMost limit: Int, if isWanted: (RawSpan, Int) -> Bool = { _, _ in true }
) throws(FileError) -> AlignedBytes {
  try readFile(path, atMost: limit, calls: SystemCalls(), if: isWanted)
}

package func readFile(
  _ path: String, atMost limit: Int, calls: SystemCalls,
  if isWanted: (RawSpan, Int) -> Bool = { _, _ in true }
) throws(FileError) -> AlignedBytes {
  func refuse(_ found: String, _ expected: String) -> FileError {
    FileError(path: path, operation: .read, reason: .refused(found: found, expected: expected))
  }
  let descriptor = try calls.open(path, O_RDONLY | O_NONBLOCK)
  defer { _ = close(descriptor) }
  let before = try calls.status(of: descriptor, path)
  guard before.isRegularFile else { throw refuse(before.kind, "a regular file") }
  guard before.st_size <= limit else {
    throw refuse("\(before.st_size) bytes", "at most \(limit)")
  }

  let byteCount = Int(before.st_size)
  /// A block of the file's first `count` bytes, which begin with those of `head`.
  func read(_ count: Int, after head: AlignedBytes? = nil) throws(FileError) -> AlignedBytes {
    do {
      return try AlignedBytes(count: count) { bytes in
        var done = head?.count ?? 0
        head?.withBytes { bytes.copy($0) }
        while done < count {
          let more = try calls.read(descriptor, path, into: &bytes, from: done)
          guard more > 0 else {
            throw refuse("the end after \(done) bytes", "\(byteCount), its size when opened")
          }
          done += more
        }
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(path: path, operation: .read, reason: .system(ENOMEM))
    }
  }
  // Before there is memory for all of it, which takes its time for what may be of no use.
  let head = try read(min(byteCount, 1 << 16))
  guard head.withBytes({ isWanted($0, byteCount) }) else {
    throw refuse("another kind of file", "one that is wanted here")
  }
  let bytes = head.count == byteCount ? head : try read(byteCount, after: head)

  let after = try calls.status(of: descriptor, path)
  guard after.st_size == before.st_size,
    after.st_mtim.tv_sec == before.st_mtim.tv_sec, after.st_mtim.tv_nsec == before.st_mtim.tv_nsec
  else {
    throw refuse("a file that changed while it was read", "one that nothing writes to")
  }
  return bytes
}
