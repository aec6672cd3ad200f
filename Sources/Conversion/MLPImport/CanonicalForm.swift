import HDF5
import MLPSchema
import Sandbox
import Storage

/// What this module has done in sandboxes: a program that imports begins with `answerSandboxRequests` of
/// these.
public let sandboxedImports: [SandboxedFunction] = [.canonicalForm]

extension SandboxedFunction {
  /// From an HDF5 file of any form to the sealed file, in the one form that model files have, of what it
  /// holds.
  ///
  /// Whether that is a model is for the reader of the answer to find out.
  static let canonicalForm = SandboxedFunction("canonical-form", canonicalFile)
}

/// - Throws: `HDF5Error`, `OutOfMemory`.
func canonicalFile(of file: AlignedBytes) throws -> AlignedBytes {
  do {
    return try fileImage(of: try readTree(file)).withBytes { image in
      try AlignedBytes(count: image.byteCount) { bytes in
        unsafe bytes.copy(Seal.block(sealing: image).span.bytes)
        bytes.copy(image.extracting(droppingFirst: Seal.byteCount), to: Seal.byteCount)
      }
    }
  } catch let error as HDF5Error where error.reason == .memory {
    throw OutOfMemory(byteCount: file.count)
  }
}
