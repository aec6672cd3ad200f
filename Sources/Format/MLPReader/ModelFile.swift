import HDF5Tree
import MLPModel
import MLPSchema

/// What a model file holds.
public struct ModelFile: Sendable {
  /// The file's name, for messages.
  public let name: String
  /// The model; its weights are slices of the file's bytes.
  public let model: MultilayerPerceptron
  /// Versions, and the identity that the file states.
  public let header: FileHeader
  /// Everything in the file, also what the schema doesn't know.
  public let tree: Group
  /// The size of the file in bytes.
  public let byteCount: Int
  /// Whether the file's seal was found intact; else it has none, and its identity was.
  public let isSealed: Bool

  /// The training state of a checkpoint, which only its trainer understands; nil in other files.
  public var training: Group? { tree.group(Name.training) }

  /// Checks that the model has that identity, or the one that the file states.
  ///
  /// The seal already holds every byte against accidents; this finds a model that was made to look
  /// like another.
  ///
  /// - Throws: ``ReadError`` with ``ReadError/Reason/identity(found:expected:)``.
  /// - Complexity: O(parameters).
  public func checkIdentity(_ expected: ModelIdentity? = nil) throws(ReadError) {
    let found = ModelIdentity(of: model, arithmeticVersion: header.arithmeticVersion)
    let expected = expected ?? header.identity
    guard found == expected else {
      throw ReadError(file: name, reason: .identity(found: found, expected: expected))
    }
  }
}
