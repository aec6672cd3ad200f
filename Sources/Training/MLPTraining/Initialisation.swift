import Random

/// How the weights and biases of a layer are drawn: uniformly in [-limit, limit).
///
/// w = (2u - 1) limit in float32, with u = `Philox.unitFloat()` of ``RandomStream/initialisation``,
/// number k for layer k = 1 ... L: weights in row-major order, then biases. The limit is computed in
/// double precision and rounded once: Glorot and Bengio 2010's sqrt(6 / (n_{k-1} + n_k)), whatever the
/// activation, as in scikit-learn. He's sqrt(6 / n_{k-1}) before ReLU begins with a wilder function,
/// which small tables have too few rows to tame: `tools/quality` measures what comes of it.
enum Initialisation {
  /// The largest magnitude that is drawn.
  static func limit(inputCount: Int, outputCount: Int) -> Float {
    Float((6 / Double(inputCount + outputCount)).squareRoot())
  }
}

extension TrainableNetwork {
  /// Draws all weights and biases.
  func initialise(seed: UInt64) {
    var values: [Float] = []
    values.reserveCapacity(layout.parameterCount)
    for (index, layer) in layout.layers.enumerated() {
      var generator = RandomStream.initialisation.generator(seed: seed, index + 1)
      let limit = Initialisation.limit(
        inputCount: layer.inputCount, outputCount: layer.outputCount)
      for _ in 0..<(layer.weightCount + layer.outputCount) {
        values.append((2 * generator.unitFloat() - 1) * limit)
      }
    }
    parameters.set(values)
  }
}
