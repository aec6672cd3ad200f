import Files
import HDF5Profile
import MLPReader
import MLPSchema
import Sandbox
import Storage

/// Where the model of a file came from, in the end.
public enum FileForm: Sendable, Equatable {
  /// A sealed model file.
  case sealed
  /// A model file that was never sealed.
  case unsealed
  /// A model file that another tool saved in another form of HDF5.
  case reencoded
}

/// Reads a model file, also one that is not sealed or that another HDF5 tool has saved anew.
///
/// What the strict reader does not take is read by the HDF5 library in a sandbox, and what comes back by
/// the strict reader. A file without a seal of its own must be the model whose identity it states. One in
/// the form of model files with a seal that is not its own is damaged, and refused.
///
/// - Parameter path: a regular file.
/// - Throws: ``ImportError``.
/// - Complexity: O(bytes of the file); another process with limits that grow with the file.
public func importModel(path: String) throws(ImportError) -> (file: ModelFile, form: FileForm) {
  let bytes: AlignedBytes
  var isHDF5 = true
  do throws(FileError) {
    bytes = try readFile(path, atMost: Limits.fileByteCount) { head, byteCount in
      do throws(SealError) { try Seal.checkHead(head, fileByteCount: byteCount) } catch {
        isHDF5 = error != .notHDF5
      }
      return isHDF5
    }
  } catch {
    throw .read(ReadError(file: path, reason: isHDF5 ? .file(error) : .seal(.notHDF5)))
  }
  do throws(ReadError) {
    let file = try readModel(bytes: bytes, name: path, takesUnsealed: true)
    return (file, file.isSealed ? .sealed : .unsealed)
  } catch {
    guard isReencoded(bytes, error.reason) else { throw .read(error) }
  }
  let sandbox = Sandbox(.canonicalForm, limits: SandboxLimits(importing: bytes.count))
  let canonical: AlignedBytes
  do throws(SandboxError) {
    canonical = try sandbox.run(bytes)
  } catch {
    throw .sandbox(path, error)
  }
  do throws(ReadError) {
    let file = try readModel(bytes: canonical, name: path)
    try file.checkIdentity()
    return (file, .reencoded)
  } catch {
    throw .read(error)
  }
}

/// Whether a file that the strict reader refused for `reason` may be a model in another form of HDF5.
private func isReencoded(_ bytes: AlignedBytes, _ reason: ReadError.Reason) -> Bool {
  switch reason {
  case .seal(.noUserBlock), .seal(.otherUserBlock), .seal(.savedAnew):
    (try? parseTree(ByteSlice(bytes))) == nil
  // It has no seal, or the profile would not have been looked at with this form of file.
  case .profile: bytes.withBytes(Seal.isBlank)
  default: false
  }
}

extension SandboxLimits {
  /// What it takes to import a file of `byteCount` bytes, several times over.
  ///
  /// In memory there are the request, two copies of the library's, and three times the arrays: read,
  /// written, sent. They are at most 4 times the file and 64 MiB.
  init(importing byteCount: Int) {
    let mebibytes = byteCount >> 20
    self.init(
      memory: (1024 + 16 * mebibytes) << 20, cpuSeconds: 10 + mebibytes / 8,
      seconds: 30 + mebibytes / 2, answer: (128 + 6 * mebibytes) << 20)
  }
}
