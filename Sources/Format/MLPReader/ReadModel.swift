import Files
import HDF5Profile
import HDF5Tree
import MLPSchema
import Storage

/// Reads the model file at `path`.
///
/// - Parameters:
///   - path: a regular file.
///   - limit: the largest file that is read, in bytes.
///   - identity: the model that the file has to hold, where the caller knows it.
/// - Throws: ``ReadError`` for the first thing that is wrong.
/// - Complexity: O(bytes): one read, one pass for the seal, one over the weights for numbers that are
///   not finite; with an `identity` one more, slower. O(1) for a file that does not begin as a model
///   file.
public func readModel(
  path: String, limit: Int = Limits.fileByteCount, identity: ModelIdentity? = nil
) throws(ReadError) -> ModelFile {
  let bytes: AlignedBytes
  var refusal: SealError?
  do throws(FileError) {
    bytes = try readFile(path, atMost: limit) { head, byteCount in
      do throws(SealError) { try Seal.checkHead(head, fileByteCount: byteCount) } catch {
        refusal = error
      }
      return refusal == nil
    }
  } catch {
    throw ReadError(file: path, reason: refusal.map { .seal($0) } ?? .file(error))
  }
  return try readModel(bytes: bytes, name: path, identity: identity)
}

/// Reads a model file that is in memory; the model keeps `bytes` alive.
///
/// - Parameters:
///   - bytes: the whole file.
///   - name: what to call it in messages.
///   - identity: the model that the file has to hold, where the caller knows it.
///   - takesUnsealed: whether a file that was never sealed is read too, and held to the identity that
///     it states: for converters only.
/// - Throws: ``ReadError`` for the first thing that is wrong.
/// - Complexity: as of ``readModel(path:limit:identity:)``, without the read.
public func readModel(
  bytes: AlignedBytes, name: String, identity: ModelIdentity? = nil, takesUnsealed: Bool = false
) throws(ReadError) -> ModelFile {
  var isSealed = true
  do throws(SealError) {
    try bytes.withBytes(Seal.check)
  } catch {
    guard takesUnsealed, error == .unsealed else {
      throw ReadError(file: name, reason: .seal(error))
    }
    isSealed = false
  }
  let tree: Group
  do throws(ProfileError) {
    tree = try parseTree(ByteSlice(bytes))
  } catch {
    throw ReadError(file: name, reason: .profile(error))
  }
  let file: ModelFile
  do throws(SchemaError) {
    file = ModelFile(
      name: name, model: try decodeModel(tree), header: try FileHeader(tree), tree: tree,
      byteCount: bytes.count, isSealed: isSealed)
  } catch {
    throw ReadError(
      file: name, reason: .schema(error), valueOffset: tree.offset(of: error.place))
  }
  // Without a seal nothing else would find a weight that changed.
  if !isSealed { try file.checkIdentity() }
  if let identity { try file.checkIdentity(identity) }
  return file
}

extension Group {
  /// Where in its file the value of an attribute or a dataset begins; nil where `place`, as
  /// ``SchemaError`` has it, names no such.
  fileprivate func offset(of place: String) -> Int? {
    let parts = place.split(separator: "@", maxSplits: 1)
    var group = self
    for name in parts.first?.split(separator: "/") ?? [] {
      switch group.members.first(where: { $0.name == name })?.object {
      case .group(let inner): group = inner
      case .dataset(let dataset): return dataset.value.bytes.range.lowerBound
      case nil: return nil
      }
    }
    guard parts.count == 2 else { return nil }
    return group.attribute(String(parts[1]))?.value.bytes.range.lowerBound
  }
}
