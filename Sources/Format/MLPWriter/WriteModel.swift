import Files
import HDF5
import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import Storage

/// Writes a model file, which replaces what is at `path` only when it is whole and has been read
/// back.
///
/// The same model and training state give the same bytes.
///
/// - Parameters:
///   - model: what the file is to hold.
///   - training: a checkpoint's group, which readers of models pass over.
///   - path: the file; a symbolic link stays, and what it points at is replaced.
/// - Returns: the file as it was read back.
/// - Throws: ``WriteError``; what was at `path` is untouched then, except where the new file is in
///   place and only its folder could not be brought to the disk (`FileError`'s `synchroniseFolder`).
/// - Complexity: O(bytes): one write, one read; the whole file is in memory.
@discardableResult
public func writeModel(
  _ model: MultilayerPerceptron, training: Group? = nil, to path: String
) throws(WriteError) -> ModelFile {
  try writeModel(model, training: training, to: path, calls: SystemCalls())
}

@discardableResult
package func writeModel(
  _ model: MultilayerPerceptron, training: Group? = nil, to path: String, calls: SystemCalls
) throws(WriteError) -> ModelFile {
  let tree: Group
  do throws(SchemaError) {
    tree = try encodeModel(model, training: training)
  } catch {
    throw WriteError(file: path, reason: .schema(error))
  }
  let image: FileImage
  do throws(HDF5Error) {
    image = try fileImage(of: tree)
  } catch {
    throw WriteError(file: path, reason: .hdf5(error))
  }
  let file: AtomicFile
  do throws(FileError) {
    file = try newVersion(of: path, image, calls)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  let bytes: AlignedBytes
  do throws(FileError) {
    bytes = try readFile(file.path, atMost: Limits.fileByteCount, calls: calls)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  let written: ModelFile
  do throws(ReadError) {
    written = try readModel(bytes: bytes, name: path)
  } catch {
    throw WriteError(file: path, reason: .readBack(error.reason))
  }
  guard written.tree == tree else { throw WriteError(file: path, reason: .readBackDiffers) }
  do throws(FileError) {
    try file.commit()
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  return written
}

/// What is to replace the file at `path`: `image` with its seal, on its way to the disk.
private func newVersion(
  of path: String, _ image: FileImage, _ calls: SystemCalls
) throws(FileError) -> AtomicFile {
  let file = try AtomicFile(replacing: path, calls: calls)
  try image.withBytes { bytes throws(FileError) in
    unsafe try file.write(Seal.block(sealing: bytes).span.bytes)
    try file.write(bytes.extracting(droppingFirst: Seal.byteCount))
  }
  return file
}
