/// The function that a layer applies to its pre-activations: a tag with every parameter it has.
///
/// A tag never takes its meaning from who wrote the file: where the field disagrees (the slope of a
/// leaky ReLU, the line of a hard sigmoid) the number is part of the case. Each formula is for one
/// pre-activation z, except softmax, which takes a whole row. Derivatives are the trainer's business.
public enum Activation: Sendable, Equatable, Hashable {
  /// z
  case linear
  /// max(0, z)
  case relu
  /// z where z > 0, else `negativeSlope` z
  case leakyReLU(negativeSlope: Float)
  /// z where z > 0, else `alpha` (exp(z) - 1). Clevert et al. 2015, arXiv:1511.07289
  case elu(alpha: Float)
  /// 1 / (1 + exp(-z))
  case sigmoid
  /// min(1, max(0, `alpha` z + `beta`)): alpha 1/6, beta 1/2 in Keras 3 and PyTorch, alpha 0.2 in
  /// Keras 2
  case hardSigmoid(alpha: Float, beta: Float)
  /// (exp(z) - exp(-z)) / (exp(z) + exp(-z))
  case tanh
  /// z / (1 + |z|)
  case softsign
  /// z sigmoid(z), also called swish. Elfwing et al. 2017, arXiv:1702.03118
  case silu
  /// exp(z_j - m) / sum_i exp(z_i - m) over the row, m its maximum
  case softmax
}

extension Activation {
  /// The tag in model files and on command lines.
  public var tag: String {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .leakyReLU: "leaky_relu"
    case .elu: "elu"
    case .sigmoid: "sigmoid"
    case .hardSigmoid: "hard_sigmoid"
    case .tanh: "tanh"
    case .softsign: "softsign"
    case .silu: "silu"
    case .softmax: "softmax"
    }
  }

  /// The parameters by their names in model files, in the order of SCHEMA.md.
  public var parameters: [Parameter] {
    switch self {
    case .linear, .relu, .sigmoid, .tanh, .softsign, .silu, .softmax: []
    case .leakyReLU(let slope): [Parameter("negative_slope", slope)]
    case .elu(let alpha): [Parameter("alpha", alpha)]
    case .hardSigmoid(let alpha, let beta): [Parameter("alpha", alpha), Parameter("beta", beta)]
    }
  }

  /// A named number of an activation.
  public struct Parameter: Sendable, Equatable {
    /// The name in lower_snake_case.
    public let name: String
    /// The value.
    public let value: Float

    init(_ name: String, _ value: Float) {
      self.name = name
      self.value = value
    }
  }

  /// Every activation once, with the parameters that most of the field takes as defaults.
  public static let all: [Activation] = [
    .linear, .relu, .leakyReLU(negativeSlope: 0.01), .elu(alpha: 1), .sigmoid,
    .hardSigmoid(alpha: 1 / 6, beta: 0.5), .tanh, .softsign, .silu, .softmax,
  ]

  /// The activation of that tag, its parameters as `value` gives them by name.
  ///
  /// - Returns: nil for an unknown tag, or where `value` has no number for a parameter.
  public init?(tag: String, value: (String) throws -> Float?) rethrows {
    guard let known = Activation.all.first(where: { $0.tag == tag }) else { return nil }
    var values: [Float] = []
    for parameter in known.parameters {
      guard let number = try value(parameter.name) else { return nil }
      values.append(number)
    }
    switch known {
    case .leakyReLU: self = .leakyReLU(negativeSlope: values[0])
    case .elu: self = .elu(alpha: values[0])
    case .hardSigmoid: self = .hardSigmoid(alpha: values[0], beta: values[1])
    default: self = known
    }
  }

  /// The activation of that tag with its default parameters; nil for an unknown tag.
  public init?(tag: String) {
    guard let known = Activation.all.first(where: { $0.tag == tag }) else { return nil }
    self = known
  }
}

extension Activation: CustomStringConvertible {
  /// The tag, and the parameters where there are any: `leaky_relu(negative_slope: 0.01)`.
  public var description: String {
    guard !parameters.isEmpty else { return tag }
    return tag + "(" + parameters.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + ")"
  }
}
