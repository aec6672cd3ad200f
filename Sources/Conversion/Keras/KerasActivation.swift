import JSONText
import MLPModel

extension KerasLayer {
  /// The activation that this layer is; nil where it is none.
  ///
  /// - Throws: ``KerasError`` for settings that the model file cannot express.
  func activation(_ release: KerasRelease) throws(KerasError) -> Activation? {
    switch className {
    case "Activation":
      return try activation(settings["activation"], "activation", release)
    case "ReLU":
      return relu(
        slope: Float(try number("negative_slope", default: 0)),
        threshold: Float(try number("threshold", default: 0)),
        maximum: settings["max_value"] == nil ? nil : Float(try number("max_value", default: 0)))
    case "LeakyReLU":
      // Keras 2 calls it alpha.
      let key = settings["negative_slope"] == nil ? "alpha" : "negative_slope"
      return .leakyReLU(negativeSlope: Float(try number(key, default: 0.3)))
    case "ELU": return .elu(alpha: Float(try number("alpha", default: 1)))
    case "ThresholdedReLU":
      return .threshold(theta: Float(try number("theta", default: 1)), value: 0)
    case "Softmax":
      if let axis = settings["axis"], ![[-1], [1]].contains(axis.numbers) {
        throw unexpected("axis", axis, "-1, over the whole row")
      }
      return .softmax
    default: return nil
    }
  }

  /// The activation that a setting names or describes; linear where there is none.
  func activation(
    _ setting: JSON?, _ key: String, _ release: KerasRelease
  ) throws(KerasError) -> Activation {
    guard let setting else { return .linear }
    if let name = setting.string {
      guard let activation = namedActivation(name, release) else {
        throw unexpected(key, setting, "the name of an activation of Keras")
      }
      return activation
    }
    // A layer that serves as an activation.
    guard let layer = try? KerasLayer(setting, index: 0, isSequential: true),
      let activation = try KerasLayer(renaming: layer, to: label).activation(release)
    else { throw unexpected(key, setting, "the name of an activation of Keras, or its layer") }
    return activation
  }

  /// The settings of `layer` in messages about another.
  private init(renaming layer: KerasLayer, to label: KerasLabel) {
    self.label = KerasLabel(className: layer.className, name: label.name)
    settings = layer.settings
    sources = nil
  }
}

/// Keras's ReLU with its arguments, in the plainest of our activations that is the same.
private func relu(slope: Float, threshold: Float, maximum: Float?) -> Activation {
  switch (slope, threshold, maximum) {
  case (0, 0, nil): .relu
  case (0, 0, 6): .relu6
  case (_, 0, nil): .leakyReLU(negativeSlope: slope)
  default:
    .clippedReLU(
      negativeSlope: slope, threshold: threshold, maximum: maximum ?? .greatestFiniteMagnitude)
  }
}

/// What a name means as an `activation` of that release, with the defaults of its function there.
private func namedActivation(_ name: String, _ release: KerasRelease) -> Activation? {
  switch name {
  case "linear": .linear
  case "relu": .relu
  case "relu6": .relu6
  // The function's slope; the layer's is 0.3.
  case "leaky_relu": .leakyReLU(negativeSlope: 0.2)
  case "elu": .elu(alpha: 1)
  case "celu": .celu(alpha: 1)
  case "selu": .selu(alpha: 1.6732632423543772, scale: 1.0507009873554805)
  case "softplus": .softplus(beta: 1)
  case "softsign": .softsign
  case "sigmoid": .sigmoid
  case "log_sigmoid": .logSigmoid
  case "hard_sigmoid":
    release == .keras2
      ? .hardSigmoid(alpha: 0.2, beta: 0.5) : .hardSigmoid(alpha: 1 / 6, beta: 0.5)
  case "tanh": .tanh
  case "hard_tanh": .hardTanh(minimum: -1, maximum: 1)
  case "silu", "swish": .silu(alpha: 1)
  case "hard_silu", "hard_swish": .hardSiLU
  case "gelu": .gelu
  case "mish": .mish
  case "exponential": .exponential
  case "squareplus": .squareplus(b: 4)
  case "softmax": .softmax
  case "log_softmax": .logSoftmax
  default: nil
  }
}
