extension Activation {
  /// Every activation once, with the parameters that most of the field takes as defaults.
  public static let all: [Activation] = [
    .linear, .relu, .relu6, .leakyReLU(negativeSlope: 0.01),
    .clippedReLU(negativeSlope: 0, threshold: 0, maximum: 6), .threshold(theta: 1, value: 0),
    .hardSigmoid(alpha: 1 / 6, beta: 0.5), .hardTanh(minimum: -1, maximum: 1), .hardSiLU,
    .elu(alpha: 1), .celu(alpha: 1), .selu(alpha: 1.6732632423543772, scale: 1.0507009873554805),
    .exponential, .sigmoid, .logSigmoid, .softplus(beta: 1), .squareplus(b: 4), .softsign, .tanh,
    .silu(alpha: 1), .mish, .gelu, .geluTanh, .softmax, .logSoftmax,
  ]

  /// Whether one result depends on the whole row; else on one pre-activation.
  public var takesWholeRow: Bool { self == .softmax || self == .logSoftmax }

  /// The tag in model files and on command lines.
  public var tag: String {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .relu6: "relu6"
    case .leakyReLU: "leaky_relu"
    case .clippedReLU: "clipped_relu"
    case .threshold: "threshold"
    case .hardSigmoid: "hard_sigmoid"
    case .hardTanh: "hard_tanh"
    case .hardSiLU: "hard_silu"
    case .elu: "elu"
    case .celu: "celu"
    case .selu: "selu"
    case .exponential: "exponential"
    case .sigmoid: "sigmoid"
    case .logSigmoid: "log_sigmoid"
    case .softplus: "softplus"
    case .squareplus: "squareplus"
    case .softsign: "softsign"
    case .tanh: "tanh"
    case .silu: "silu"
    case .mish: "mish"
    case .gelu: "gelu"
    case .geluTanh: "gelu_tanh"
    case .softmax: "softmax"
    case .logSoftmax: "log_softmax"
    }
  }

  /// The parameters by their names in model files, in the order of SCHEMA.md.
  public var parameters: [Parameter] {
    switch self {
    case .linear, .relu, .relu6, .hardSiLU, .exponential, .sigmoid, .logSigmoid, .softsign, .tanh,
      .mish, .gelu, .geluTanh, .softmax, .logSoftmax:
      []
    case .leakyReLU(let slope): [Parameter("negative_slope", slope)]
    case .clippedReLU(let slope, let threshold, let maximum):
      [
        Parameter("negative_slope", slope), Parameter("threshold", threshold),
        Parameter("max_value", maximum),
      ]
    case .threshold(let theta, let value): [Parameter("theta", theta), Parameter("value", value)]
    case .hardSigmoid(let alpha, let beta): [Parameter("alpha", alpha), Parameter("beta", beta)]
    case .hardTanh(let minimum, let maximum):
      [Parameter("min_value", minimum), Parameter("max_value", maximum)]
    case .elu(let alpha), .celu(let alpha), .silu(let alpha): [Parameter("alpha", alpha)]
    case .selu(let alpha, let scale): [Parameter("alpha", alpha), Parameter("scale", scale)]
    case .softplus(let beta): [Parameter("beta", beta)]
    case .squareplus(let b): [Parameter("b", b)]
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

  /// The activation of that tag, its parameters as `value` gives them by name.
  ///
  /// - Returns: nil for an unknown tag, or where `value` has no number for a parameter.
  public init?(tag: String, value: (String) throws -> Float?) rethrows {
    guard let known = Activation(tag: tag) else { return nil }
    var values: [Float] = []
    for parameter in known.parameters {
      guard let number = try value(parameter.name) else { return nil }
      values.append(number)
    }
    switch known {
    case .linear, .relu, .relu6, .hardSiLU, .exponential, .sigmoid, .logSigmoid, .softsign, .tanh,
      .mish, .gelu, .geluTanh, .softmax, .logSoftmax:
      self = known
    case .leakyReLU: self = .leakyReLU(negativeSlope: values[0])
    case .clippedReLU:
      self = .clippedReLU(negativeSlope: values[0], threshold: values[1], maximum: values[2])
    case .threshold: self = .threshold(theta: values[0], value: values[1])
    case .hardSigmoid: self = .hardSigmoid(alpha: values[0], beta: values[1])
    case .hardTanh: self = .hardTanh(minimum: values[0], maximum: values[1])
    case .elu: self = .elu(alpha: values[0])
    case .celu: self = .celu(alpha: values[0])
    case .selu: self = .selu(alpha: values[0], scale: values[1])
    case .softplus: self = .softplus(beta: values[0])
    case .squareplus: self = .squareplus(b: values[0])
    case .silu: self = .silu(alpha: values[0])
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
