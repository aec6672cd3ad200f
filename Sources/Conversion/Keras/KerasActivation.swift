import JSONText
import MLPModel
import Text

extension KerasLayer {
  /// The activation that this layer is; nil where it is none.
  ///
  /// - Parameter keepsModules: as of ``KerasObject``.
  /// - Throws: ``KerasError`` for settings that the model file cannot express.
  func activation(
    _ release: KerasRelease, keepsModules: Bool
  ) throws(KerasError) -> Activation? {
    switch className {
    case "Activation": return try activation("activation", release, keepsModules: keepsModules)
    case "ReLU":
      return relu(
        slope: try positive("negative_slope"), threshold: try positive("threshold"),
        maximum: settings["max_value"] == nil ? nil : try positive("max_value"))
    case "LeakyReLU":
      // Keras 2 calls it alpha.
      let names = ["negative_slope", "alpha"].filter { settings.member($0) != nil }
      guard names.count < 2 else {
        throw unexpected("alpha", settings["alpha"] ?? .null, "none beside negative_slope")
      }
      return .leakyReLU(
        negativeSlope: Float(try number(names.first ?? "negative_slope", default: 0.3)))
    case "ELU": return .elu(alpha: Float(try number("alpha", default: 1)))
    case "ThresholdedReLU":
      return .threshold(theta: Float(try number("theta", default: 1)), value: 0)
    case "Softmax":
      if let axis = settings.member("axis"), ![-1, 1].contains(self.axis(axis)) {
        throw unexpected("axis", axis, "-1, over the whole row")
      }
      return .softmax
    default: return nil
    }
  }

  /// The activation that a setting names or describes; linear where there is none, or null.
  ///
  /// - Parameter keepsModules: as of ``KerasObject``.
  func activation(
    _ key: String, _ release: KerasRelease, keepsModules: Bool
  ) throws(KerasError) -> Activation {
    guard let setting = settings[key] else { return .linear }
    if let name = setting.string {
      guard let activation = namedActivation(name, release) else {
        throw unexpected(key, setting, "the name of an activation of Keras \(release.number)")
      }
      return activation
    }
    // A layer that serves as an activation.
    let expected = "the name of an activation of Keras, or its layer"
    guard let object = KerasObject(setting, keepsModules: keepsModules) else {
      throw unexpected(key, setting, expected)
    }
    guard object.foreignModule == nil, KerasSettings.ofClass[object.className] != nil else {
      let module = object.foreignModule.map { " of one's own (module \($0.printable))" } ?? ""
      throw .setting(
        label, key, found: "the class \(Excerpt(object.className))" + module, expected: expected)
    }
    let layer = try KerasLayer(
      object, KerasLabel(className: object.className, name: "\(label.name).\(key)"))
    try layer.checkSettings(keepsModules: keepsModules)
    guard let activation = try layer.activation(release, keepsModules: keepsModules) else {
      throw .setting(
        label, key, found: "the layer \(Excerpt(object.className))", expected: expected)
    }
    return activation
  }

  /// A number of 0 or more, as Keras demands of it.
  private func positive(_ key: String) throws(KerasError) -> Float {
    Float(try number(key, default: 0, in: 0...KerasNumber.greatest))
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

/// What a name means as an `activation` of that release, with the defaults of its function there; nil where that
/// release has no function of the name, so that it can only be one of the user's own.
private func namedActivation(_ name: String, _ release: KerasRelease) -> Activation? {
  let sinceKeras3 = [
    "celu", "log_sigmoid", "hard_tanh", "hard_silu", "hard_swish", "squareplus",
  ]
  if release == .keras2, sinceKeras3.contains(name) { return nil }
  return switch name {
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
