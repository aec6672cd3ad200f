import Files
import HDF5
import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

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
  try write(model, training, to: path, calls, isKept: true)
}

/// Does all that ``writeModel(_:training:to:)`` does, but leaves what is at `path` as it is.
///
/// Where it does not throw, a moment later ``writeModel(_:training:to:)`` would not throw either: names and
/// numbers make a model file, the folder can be written, and the disk has room.
///
/// - Throws: ``WriteError``.
/// - Complexity: as of ``writeModel(_:training:to:)``.
public func rehearseWriting(
  _ model: MultilayerPerceptron, training: Group? = nil, to path: String
) throws(WriteError) {
  _ = try write(model, training, to: path, SystemCalls(), isKept: false)
}

/// Checks that a model can be a model file: makes it in memory and reads it.
///
/// - Parameter name: what messages call the file.
/// - Throws: ``WriteError``.
/// - Complexity: O(bytes): the whole file is in memory, twice.
public func checkWritable(
  _ model: MultilayerPerceptron, training: Group? = nil, called name: String
) throws(WriteError) {
  let content = try FileContent(model, training, name)
  let bytes: AlignedBytes
  do {
    bytes = try content.image.withBytes { image in
      try AlignedBytes(count: image.byteCount) { bytes in
        bytes.copy(image)
        unsafe bytes.copy(Seal.block(sealing: image).span.bytes)
      }
    }
  } catch {
    let fault = FileError(path: name, operation: .write, reason: .system(ENOMEM))
    throw WriteError(file: name, reason: .file(fault))
  }
  _ = try content.readBack(bytes, name)
}

private func write(
  _ model: MultilayerPerceptron, _ training: Group?, to path: String, _ calls: SystemCalls,
  isKept: Bool
) throws(WriteError) -> ModelFile {
  let content = try FileContent(model, training, path)
  let file: AtomicFile
  do throws(FileError) {
    file = try newVersion(of: path, content.image, calls)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  let bytes: AlignedBytes
  do throws(FileError) {
    bytes = try readFile(file.path, atMost: Limits.fileByteCount, calls: calls)
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  let written = try content.readBack(bytes, path)
  guard isKept else { return written }
  do throws(FileError) {
    try file.commit()
  } catch {
    throw WriteError(file: path, reason: .file(error))
  }
  return written
}

/// What a model file holds: the tree, and the bytes that the HDF5 library makes of it.
private struct FileContent {
  let tree: Group
  /// Without a seal.
  let image: FileImage

  init(_ model: MultilayerPerceptron, _ training: Group?, _ name: String) throws(WriteError) {
    do throws(SchemaError) {
      tree = try encodeModel(model, training: training)
    } catch {
      throw WriteError(file: name, reason: .schema(error))
    }
    do throws(HDF5Error) {
      image = try fileImage(of: tree)
    } catch {
      throw WriteError(file: name, reason: .hdf5(error))
    }
    // No reader would take it.
    guard image.count <= Limits.fileByteCount else {
      throw WriteError(file: name, reason: .size(image.count))
    }
  }

  /// The file of those bytes, which has to hold the tree.
  func readBack(_ bytes: AlignedBytes, _ name: String) throws(WriteError) -> ModelFile {
    let written: ModelFile
    do throws(ReadError) {
      written = try readModel(bytes: bytes, name: name)
    } catch {
      throw WriteError(file: name, reason: .readBack(error.reason))
    }
    guard written.tree == tree else { throw WriteError(file: name, reason: .readBackDiffers) }
    return written
  }
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
