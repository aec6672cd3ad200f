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
/// - Throws: ``FileError`` where the file can't be read, is not a regular file, is larger than
///   `limit`, changes while it is read, or does not fit into memory (`ENOMEM`).
/// - Complexity: O(size of the file), one allocation, no copy.
public func readFile(_ path: String, atMost limit: Int) throws(FileError) -> AlignedBytes {
  try readFile(path, atMost: limit, calls: SystemCalls())
}

package func readFile(
  _ path: String, atMost limit: Int, calls: SystemCalls
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

  let bytes: AlignedBytes
  do {
    bytes = try AlignedBytes(count: Int(before.st_size)) { bytes in
      var done = 0
      while done < bytes.byteCount {
        let count = try calls.read(descriptor, path, into: &bytes, from: done)
        guard count > 0 else {
          throw refuse("the end after \(done) bytes", "\(bytes.byteCount), its size when opened")
        }
        done += count
      }
    }
  } catch let error as FileError {
    throw error
  } catch {
    throw FileError(path: path, operation: .read, reason: .system(ENOMEM))
  }

  let after = try calls.status(of: descriptor, path)
  guard after.st_size == before.st_size,
    after.st_mtim.tv_sec == before.st_mtim.tv_sec, after.st_mtim.tv_nsec == before.st_mtim.tv_nsec
  else {
    throw refuse("a file that changed while it was read", "one that nothing writes to")
  }
  return bytes
}
