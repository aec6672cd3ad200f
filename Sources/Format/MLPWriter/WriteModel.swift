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
/// - Throws: ``WriteError``; what was at `path` is untouched then.
/// - Complexity: O(bytes): one write, two reads.
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
  let file: AtomicFile
  do throws(FileError) {
    file = try AtomicFile(replacing: path, calls: calls)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  do throws(HDF5Error) {
    try writeTree(tree, to: file.path)
  } catch {
    throw WriteError(file: path, reason: .hdf5(error))
  }
  do throws(FileError) {
    try seal(file)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  var written: ModelFile
  do throws(ReadError) {
    written = try readModel(path: file.path)
  } catch {
    throw WriteError(file: path, reason: .readBack(error.reason))
  }
  guard written.tree == tree else { throw WriteError(file: path, reason: .readBackDiffers) }
  do throws(FileError) {
    try file.commit()
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  written.name = path
  return written
}

/// Seals what the HDF5 library has written to `file` through a descriptor of its own; the one in
/// `file` still stands at the file's beginning, where the seal goes.
private func seal(_ file: borrowing AtomicFile) throws(FileError) {
  let bytes = try readFile(file.path, atMost: .max)
  let block = bytes.withBytes(Seal.block)
  try unsafe file.write(block.span.bytes)
}
