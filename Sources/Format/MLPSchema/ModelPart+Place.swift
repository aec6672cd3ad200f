import HDF5Tree
import MLPModel

extension ModelPart {
  /// Where in a model file the part is, as ``SchemaError/place`` has it.
  ///
  /// - Parameter path: what was being made: the root for a model; a layer's group for a layer, which
  ///   does not know its number.
  func place(in path: ObjectPath) -> String {
    let input = path.member(Name.input)
    let layers = path.member(Name.layers)
    let output = path.member(Name.output)
    let verification = path.member(Name.verification)
    func category(_ k: Int) -> ObjectPath { input.member(Name.categories).member("\(k)") }
    func layer(_ k: Int?) -> ObjectPath { k.map { layers.member("\($0)") } ?? path }
    return switch self {
    case .features: "\(input)"
    case .names: "\(input.member(Name.names))"
    case .origin: "\(input.member(Name.origin))"
    case .offset: "\(input.member(Name.offset))"
    case .scale: "\(input.member(Name.scale))"
    case .minimum: "\(input.member(Name.minimum))"
    case .maximum: "\(input.member(Name.maximum))"
    case .imputed: "\(input.member(Name.imputed))"
    case .missing: "\(input.member(Name.missing))"
    case .columns: "\(input.member(Name.categories))"
    case .levels(let k): "\(category(k).member(Name.levels))"
    case .firstFeature(let k): category(k).attribute(Name.firstFeature)
    case .layers: "\(layers)"
    case .weights(let k): "\(layer(k).member(Name.weights))"
    case .bias(let k): "\(layer(k).member(Name.bias))"
    case .activation(let k): layer(k).attribute(Name.activation)
    case .parameter(let k, let name): layer(k).attribute(name)
    case .labels: "\(output.member(Name.labels))"
    case .temperature: output.attribute(Name.temperature)
    case .threshold: output.attribute(Name.threshold)
    case .verificationInputs: "\(verification.member(Name.inputs))"
    case .verificationOutputs: "\(verification.member(Name.outputs))"
    case .tolerance: verification.attribute(Name.tolerance)
    case .provenance: "\(path.member(Name.provenance))"
    }
  }
}
