import MLPModel

extension Activation {
  /// The pre-activations at which the formula changes, ascending: the corners of its pieces.
  public var breakpoints: [Float] {
    let points: [Float] =
      switch self {
      case .relu, .leakyReLU, .elu, .celu, .selu: [0]
      case .relu6: [0, 6]
      case .clippedReLU(_, let threshold, let maximum): [threshold, maximum]
      case .threshold(let theta, _): [theta]
      case .hardSigmoid(let alpha, let beta): [-beta / alpha, (1 - beta) / alpha]
      case .hardTanh(let minimum, let maximum): [minimum, maximum]
      case .hardSiLU: [-3, 3]
      case .linear, .exponential, .sigmoid, .logSigmoid, .softplus, .squareplus, .softsign, .tanh,
        .silu, .mish, .gelu, .geluTanh, .softmax, .logSoftmax:
        []
      }
    return points.filter(\.isFinite).sorted()
  }
}
