/// A part of a model that a message can be about.
public enum ModelPart: Equatable, Sendable, CustomStringConvertible {
  /// The features as a whole.
  case features
  /// The features' names, and their numbers of a kind.
  case names, origin, offset, scale, minimum, maximum, imputed
  /// The texts that are missing values.
  case missing
  /// The names of the columns that the features are made from.
  case columns
  /// The levels of a categorical column, counted from 0.
  case levels(category: Int)
  /// The feature that a categorical column's levels begin at.
  case firstFeature(category: Int)
  /// The layers as a whole.
  case layers
  /// A layer's weights; layers count from 0, nil where it is not one of a model yet.
  case weights(layer: Int?)
  /// A layer's bias; nil as for its weights.
  case bias(layer: Int?)
  /// A layer's activation.
  case activation(layer: Int)
  /// A parameter of a layer's activation.
  case parameter(layer: Int, name: String)
  /// The keys of the provenance.
  case provenance
  /// Parts of the output.
  case labels, temperature, threshold
  /// Parts of the verification rows.
  case verificationInputs, verificationOutputs, tolerance

  /// What a person calls it, such as `layer 2 weights`.
  public var description: String {
    switch self {
    case .features: "features"
    case .names: "feature names"
    case .origin: "feature origins"
    case .offset: "feature offsets"
    case .scale: "feature scales"
    case .minimum: "feature minima"
    case .maximum: "feature maxima"
    case .imputed: "feature imputed values"
    case .missing: "texts of missing values"
    case .columns: "column names"
    case .levels(let k): "category \(k) levels"
    case .firstFeature(let k): "category \(k) first feature"
    case .layers: "layers"
    case .weights(let k): k.map { "layer \($0) weights" } ?? "weights"
    case .bias(let k): k.map { "layer \($0) bias" } ?? "bias"
    case .activation(let k): "layer \(k) activation"
    case .parameter(let k, let name): "layer \(k) \(name)"
    case .provenance: "provenance keys"
    case .labels: "labels"
    case .temperature: "temperature"
    case .threshold: "threshold"
    case .verificationInputs: "verification inputs"
    case .verificationOutputs: "verification outputs"
    case .tolerance: "verification tolerance"
    }
  }
}
