import MLPModel
import Random

/// How the weights of a layer are drawn: uniformly in [-limit, limit), biases 0.
///
/// w = (2u - 1) limit in float32, with u = `Philox.unitFloat()` of ``RandomStream/initialisation``,
/// number k for layer k = 1 ... L, weights in row-major order. The limit is computed in double
/// precision and rounded once.
enum Initialisation: String {
  /// limit = sqrt(6 / n_{k-1}): before functions that pass what is positive. He et al. 2015,
  /// arXiv:1502.01852.
  case heUniform = "he_uniform"
  /// limit = sqrt(6 / (n_{k-1} + n_k)): before all others. Glorot and Bengio 2010.
  case glorotUniform = "glorot_uniform"

  /// The way for a layer with that activation.
  init(for activation: Activation) {
    switch activation {
    case .relu, .relu6, .leakyReLU, .clippedReLU, .threshold, .hardSiLU, .elu, .celu, .selu,
      .softplus, .squareplus, .silu, .mish, .gelu, .geluTanh:
      self = .heUniform
    case .linear, .hardSigmoid, .hardTanh, .exponential, .sigmoid, .logSigmoid, .softsign, .tanh,
      .softmax, .logSoftmax:
      self = .glorotUniform
    }
  }

  /// The largest magnitude that is drawn.
  func limit(inputCount: Int, outputCount: Int) -> Float {
    let fan = self == .heUniform ? inputCount : inputCount + outputCount
    return Float((6 / Double(fan)).squareRoot())
  }
}

extension TrainableNetwork {
  /// Draws all weights; biases become zero.
  func initialise(seed: UInt64) {
    var values: [Float] = []
    values.reserveCapacity(layout.parameterCount)
    for (index, layer) in layout.layers.enumerated() {
      var generator = RandomStream.initialisation.generator(seed: seed, index + 1)
      let limit = Initialisation(for: activations[index]).limit(
        inputCount: layer.inputCount, outputCount: layer.outputCount)
      for _ in 0..<layer.weightCount { values.append((2 * generator.unitFloat() - 1) * limit) }
      values += repeatElement(0, count: layer.outputCount)
    }
    parameters.set(values)
  }
}
