import Storage

/// One layer: a = h(Wᵀ x + b).
///
/// The derivation's α = wᵀ x + b with the weights stored [in, out], row-major, so that the weights
/// that leave one input lie side by side.
public struct DenseLayer: Sendable, Equatable {
  /// The number of inputs, n_{k-1}: at least 1.
  public let inputCount: Int
  /// The number of outputs, n_k: at least 1.
  public let outputCount: Int
  /// W, shape [`inputCount`, `outputCount`], row-major.
  public let weights: FloatBlock
  /// b, shape [`outputCount`].
  public let bias: FloatBlock
  /// h.
  public let activation: Activation

  /// A layer of that shape.
  ///
  /// - Throws: ``InvalidModel`` where a count is below 1, or weights or bias have another number of
  ///   elements than the shape. Whether they are finite is for ``MultilayerPerceptron`` to check.
  public init(
    inputCount: Int, outputCount: Int, weights: FloatBlock, bias: FloatBlock, activation: Activation
  ) throws(InvalidModel) {
    guard inputCount >= 1, outputCount >= 1 else {
      throw InvalidModel(
        .weights(layer: nil), found: "\(inputCount) inputs, \(outputCount) outputs", "1 or more")
    }
    let (elements, overflow) = inputCount.multipliedReportingOverflow(by: outputCount)
    guard !overflow, weights.count == elements else {
      throw InvalidModel(
        .weights(layer: nil), found: "\(weights.count) numbers", "\(inputCount) x \(outputCount)")
    }
    guard bias.count == outputCount else {
      throw InvalidModel(.bias(layer: nil), found: "\(bias.count) numbers", "\(outputCount)")
    }
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.weights = weights
    self.bias = bias
    self.activation = activation
  }

  /// The number of weights and biases.
  public var parameterCount: Int { weights.count + bias.count }
}
