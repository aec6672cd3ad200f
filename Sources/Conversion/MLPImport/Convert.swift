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
  /// From an ``ImportRequest`` to an ``ImportAnswer``.
  ///
  /// Whether its file is a model, and which, is for the reader of the answer to find out.
  static let modelFile = SandboxedFunction("model-file") {
    try answer(to: ImportRequest($0)).encoded()
  }
}

/// - Throws: an error of the format's module, `InvalidModel`, `SchemaError`, `HDF5Error`, `OutOfMemory`.
func answer(to request: ImportRequest) throws -> ImportAnswer {
  do {
    switch request.format {
    case .hdf5:
      let tree = try readTree(request.file, taking: .ofAnyWidth)
      return KerasModel.isKeras(tree)
        ? try answer(KerasModel(tree: tree, nil), to: request)
        : try ImportAnswer(.modelFile, model: canonicalFile(of: request.file))
    case .keras:
      return try answer(
        KerasModel(request.file, architecture: request.architecture), to: request)
    case .safetensors:
      let activations = try request.activations.map { text in
        guard let activation = Activation(text: text) else { throw UnknownActivation(text: text) }
        return activation
      }
      let steps = try safetensorsSteps(request.file, activations: activations)
      return try answer(steps, .safetensors, to: request)
    }
  } catch let error as HDF5Error where error.reason == .memory {
    throw OutOfMemory(byteCount: request.file.count)
  }
}

private func answer(_ keras: KerasModel, to request: ImportRequest) throws -> ImportAnswer {
  try answer(keras.steps, .keras(release: keras.release), to: request)
}

private func answer(
  _ steps: [Step], _ kind: ImportAnswer.Kind, to request: ImportRequest
) throws -> ImportAnswer {
  let model = try Network(steps).model(from: kind.source ?? "")
  return ImportAnswer(
    kind, model: try sealedFile(of: encodeModel(model)), steps: request.keepsSteps ? steps : nil)
}

/// An activation of a request that is none.
struct UnknownActivation: Error, Equatable, CustomStringConvertible {
  let text: String

  var description: String {
    "activations: found \(Excerpt(text)), expected TAG or TAG:PARAMETER=VALUE"
  }
}
