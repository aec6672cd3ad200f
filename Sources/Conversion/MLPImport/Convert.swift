import HDF5
import HDF5Tree
import Keras
import LayerChain
import MLPModel
import MLPSchema
import Safetensors
import Sandbox
import Storage
import Text

/// What this module has done in sandboxes: a program that imports begins with `answerSandboxRequests` of
/// these.
public let sandboxedImports: [SandboxedFunction] = [.modelFile]

extension SandboxedFunction {
  /// From an ``ImportRequest`` to a sealed model file.
  ///
  /// Whether it is a model, and which, is for the reader of the answer to find out.
  static let modelFile = SandboxedFunction("model-file") { try sealedModel(for: ImportRequest($0)) }
}

/// The attribute of the answer's root that says what the model was before.
let sourceAttribute = "imported.from"

/// - Throws: an error of the format's module, `InvalidModel`, `SchemaError`, `HDF5Error`, `OutOfMemory`.
func sealedModel(for request: ImportRequest) throws -> AlignedBytes {
  do {
    switch request.format {
    case .hdf5:
      let tree = try readTree(request.file, taking: .ofAnyWidth)
      return KerasModel.isKeras(tree)
        ? try file(of: KerasModel(tree: tree, nil), for: request)
        : try canonicalFile(of: request.file)
    case .keras:
      return try file(
        of: KerasModel(request.file, architecture: request.architecture), for: request)
    case .safetensors:
      let activations = try request.activations.map { text in
        guard let activation = Activation(text: text) else { throw UnknownActivation(text: text) }
        return activation
      }
      let steps = try safetensorsSteps(request.file, activations: activations)
      return try sealedFile(of: steps, source: "safetensors", for: request)
    }
  } catch let error as HDF5Error where error.reason == .memory {
    throw OutOfMemory(byteCount: request.file.count)
  }
}

private func file(of keras: KerasModel, for request: ImportRequest) throws -> AlignedBytes {
  try sealedFile(of: keras.steps, source: keras.source, for: request)
}

private func sealedFile(
  of steps: [Step], source: String, for request: ImportRequest
) throws -> AlignedBytes {
  var tree = try encodeModel(Network(steps).model(from: source))
  tree.attributes.append(Attribute(sourceAttribute, try .string(source)))
  if request.keepsSteps { tree.members.append(Member(stepsGroup, try Group(steps))) }
  return try sealedFile(of: tree)
}

/// An activation of a request that is none.
struct UnknownActivation: Error, Equatable, CustomStringConvertible {
  let text: String

  var description: String {
    "activations: found \(Excerpt(text)), expected TAG or TAG:PARAMETER=VALUE"
  }
}
