import Files
import ForeignFormats
import HDF5Profile
import HDF5Tree
import LayerChain
import MLPReader
import MLPSchema
import Sandbox
import Storage
import Zip

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where the model of a file came from, in the end.
public enum FileForm: Sendable, Equatable {
  /// A sealed model file.
  case sealed
  /// A model file that was never sealed.
  case unsealed
  /// A model file that another tool saved in another form of HDF5.
  case reencoded
  /// A model in another format: what it says of itself, such as `keras 2.15.0`.
  case converted(String)
}

/// A model that was read, and where it came from.
public struct ImportedModel {
  /// The model's file, made in memory where the source was another.
  public let file: ModelFile
  /// What the source was.
  public let form: FileForm
  /// What the source does to a row, before anything was folded or rounded; nil where the source is a
  /// model file, or the steps were not asked for.
  public let steps: [Step]?
  /// The parts of the sandbox that the source was read without, because the system lacks them; nil where it was read
  /// with all of them, or needed none.
  public let missingParts: MissingParts?

  init(
    _ file: ModelFile, _ form: FileForm, steps: [Step]? = nil, missingParts: MissingParts? = nil
  ) {
    self.file = file
    self.form = form
    self.steps = steps
    self.missingParts = missingParts
  }
}

/// Reads a model file, also one that is not sealed or that another HDF5 tool has saved anew, or a model of
/// another format.
///
/// What the strict reader does not take is read in a sandbox, by the HDF5 library where it is HDF5, and what
/// comes back by the strict reader. A model file without a seal of its own must be the model whose identity
/// it states. One in the form of model files with a seal that is not its own is damaged, and refused.
///
/// - Parameters:
///   - path: a regular file.
///   - format: what it is said to be.
///   - keepingSteps: whether ``ImportedModel/steps`` are wanted, which take several times the memory.
///   - confinement: what happens to a file that needs a sandbox where the system lacks a part of it. With
///     `partial` it is read with the parts that there are, after the complete sandbox could not be had.
/// - Throws: ``ImportError``.
/// - Complexity: O(bytes of the file); another process with limits that grow with the file.
public func importModel(
  path: String, as format: SourceFormat = .auto, keepingSteps: Bool = false,
  confinement: Confinement = .complete
) throws(ImportError) -> ImportedModel {
  let bytes: AlignedBytes
  var isHDF5 = true
  var foreign: ForeignFormat?
  do throws(FileError) {
    bytes = try readFile(path, atMost: Limits.fileByteCount) { head, byteCount in
      foreign =
        startsAsSafetensors(head, fileByteCount: byteCount) ? nil : ForeignFormat(modelFile: head)
      if foreign != nil { return false }
      do throws(SealError) { try Seal.checkHead(head, fileByteCount: byteCount) } catch {
        isHDF5 = error != .notHDF5
      }
      return isHDF5 || mayBeForeign(head, byteCount, format)
    }
  } catch {
    foreign = foreign ?? ForeignFormat(modelFolder: { isFile("\(path)/\($0)") })
    if let foreign { throw .foreign(path, foreign) }
    throw .read(ReadError(file: path, reason: isHDF5 ? .file(error) : .seal(.notHDF5)))
  }
  if var request = foreignRequest(bytes, format) {
    request.keepsSteps = keepingSteps
    return try convert(request, path, confinement)
  }
  do throws(ReadError) {
    let file = try readModel(bytes: bytes, name: path, takesUnsealed: true)
    return ImportedModel(file, file.isSealed ? .sealed : .unsealed)
  } catch {
    guard isReencoded(bytes, error.reason) else { throw .read(error) }
  }
  return try convert(ImportRequest(.hdf5, keepsSteps: keepingSteps, file: bytes), path, confinement)
}

/// The request for a file that is no model file, or is said to be none; nil where it may be one.
private func foreignRequest(_ bytes: AlignedBytes, _ format: SourceFormat) -> ImportRequest? {
  switch format {
  case .modelFile: nil
  case .keras(let architecture): ImportRequest(.keras, architecture: architecture, file: bytes)
  case .safetensors(let activations):
    ImportRequest(.safetensors, activations: activations, file: bytes)
  case .auto where bytes.withBytes(ZipArchive.isArchive): ImportRequest(.keras, file: bytes)
  case .auto where bytes.withBytes({ startsAsSafetensors($0, fileByteCount: bytes.count) }):
    ImportRequest(.safetensors, file: bytes)
  case .auto: nil
  }
}

/// Whether a regular file is at `path`.
private func isFile(_ path: String) -> Bool {
  var isThere = false
  _ = try? readFile(path, atMost: .max) { _, _ in
    isThere = true
    return false
  }
  return isThere
}

extension ForeignFormat {
  fileprivate init?(modelFile head: RawSpan) {
    let bytes = (0..<head.byteCount).map { head.integer(UInt8.self, at: $0) ?? 0 }
    self.init(modelFile: bytes.span)
  }
}

/// Whether a file that begins so is worth reading though it is no HDF5.
private func mayBeForeign(_ head: RawSpan, _ byteCount: Int, _ format: SourceFormat) -> Bool {
  switch format {
  case .modelFile: false
  case .keras, .safetensors: true
  case .auto:
    ZipArchive.isArchive(head) || startsAsSafetensors(head, fileByteCount: byteCount)
  }
}

/// Whether there is a length and then, inside the file, the beginning of a header.
private func startsAsSafetensors(_ head: RawSpan, fileByteCount: Int) -> Bool {
  guard let length = head.integer(UInt64.self, at: 0), length <= fileByteCount - 8 else {
    return false
  }
  return head.integer(UInt8.self, at: 8) == UInt8(ascii: "{")
}

/// Has the sandboxed side make a model file, and reads that.
private func convert(
  _ request: ImportRequest, _ path: String, _ confinement: Confinement
) throws(ImportError) -> ImportedModel {
  var missing: MissingParts?
  let bytes: AlignedBytes
  do throws(SandboxError) {
    let message: AlignedBytes
    do { message = try request.encoded() } catch { throw .start(ENOMEM) }
    let limits = SandboxLimits(importing: message.count * (request.keepsSteps ? 3 : 1))
    do throws(SandboxError) {
      bytes = try Sandbox(.modelFile, limits: limits).run(message)
    } catch .unconfined(let parts) where confinement == .partial {
      missing = parts
      bytes = try Sandbox(.modelFile, limits: limits, confinement: .partial).run(message)
    }
  } catch {
    throw .sandbox(path, error)
  }
  return try importedModel(
    fromAnswer: bytes, to: request.format, keepingSteps: request.keepsSteps, path,
    missingParts: missing)
}

/// The model of the sandboxed side's answer, which is taken as a stranger's file.
///
/// - Parameters:
///   - format: what the request said that the file is.
///   - keepingSteps: whether the request asked for the steps.
package func importedModel(
  fromAnswer bytes: AlignedBytes, to format: ImportRequest.Format, keepingSteps: Bool,
  _ path: String, missingParts: MissingParts? = nil
) throws(ImportError) -> ImportedModel {
  let answer: ImportAnswer
  do {
    answer = try ImportAnswer(bytes, to: format, hasSteps: keepingSteps)
  } catch let fault as ImportAnswer.Fault {
    throw .answer(path, fault.description)
  } catch {
    throw .sandbox(path, .start(ENOMEM))
  }
  let file: ModelFile
  do throws(ReadError) {
    file = try readModel(bytes: answer.model, name: path)
    try file.checkIdentity()
  } catch {
    throw .read(error)
  }
  if let steps = answer.steps {
    do throws(ChainError) { _ = try ReferenceChain(steps, of: file.model) } catch {
      throw .answer(path, error.description)
    }
  }
  return ImportedModel(
    file, answer.kind.source.map(FileForm.converted) ?? .reencoded, steps: answer.steps,
    missingParts: missingParts)
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
  /// In memory there are the request, two copies of the library's, and four times the arrays: read,
  /// written, put into the answer, sent. They are at most 4 times the file and 64 MiB.
  init(importing byteCount: Int) {
    let mebibytes = byteCount >> 20
    self.init(
      memory: (1024 + 16 * mebibytes) << 20, cpuSeconds: 10 + mebibytes / 8,
      seconds: 30 + mebibytes / 2, answer: (128 + 6 * mebibytes) << 20)
  }
}
