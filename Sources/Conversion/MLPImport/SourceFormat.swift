/// What a file to import is.
public enum SourceFormat: Sendable, Equatable {
  /// What its first bytes say.
  case auto
  /// A model file or a checkpoint, in whatever form of HDF5.
  case modelFile
  /// A `.keras` archive or a `.h5` file of Keras, or its weights alone with what `model.to_json()` gives.
  case keras(architecture: [UInt8]?)
  /// Weights in safetensors, with an activation for each layer as `Activation.init(text:)` reads it.
  case safetensors(activations: [String])
}
