import MLPModel

/// A chain of steps run as its source has it, nothing folded and nothing rounded, in double precision: what
/// a network made of it is held against.
public struct ReferenceChain: Sendable {
  /// The numbers that a row has.
  public let inputCount: Int
  /// The logits that come of it.
  public let outputCount: Int
  /// The layers that the chain comes to; one at least.
  public let layers: [ReferenceLayer]

  /// The chain beside the model that was made of it: as many layers, each as wide.
  ///
  /// - Throws: ``ChainError`` where it is not, or the chain is no network of finite numbers.
  public init(_ steps: [Step], of model: MultilayerPerceptron) throws(ChainError) {
    try self.init(steps, inputCount: model.inputCount)
    guard layers.count == model.layers.count else {
      throw ChainError(
        "the network", .layers(found: layers.count, expected: model.layers.count))
    }
    for (layer, exported) in zip(layers, model.layers)
    where layer.outputCount != exported.outputCount {
      throw ChainError(
        layer.label,
        .shape(
          [layer.inputCount, layer.outputCount],
          expected: "[\(exported.inputCount), \(exported.outputCount)], as the model has it"))
    }
  }

  /// The scalings in front of a dense layer, or behind it, at most: so a row takes time in proportion to the
  /// weights.
  static let scalingLimit = 64

  /// The chain as layers, in double precision.
  ///
  /// - Parameter inputCount: the numbers of a row.
  /// - Throws: ``ChainError`` where a step takes rows of another width than it gets, or the chain is no
  ///   network.
  public init(_ steps: [Step], inputCount: Int) throws(ChainError) {
    var layers: [ReferenceLayer] = []
    var pending: [Affine] = []
    var width = inputCount
    for step in steps {
      try step.checkNumbers()
      switch step.operation {
      case .dense(let kernel, let bias):
        layers.append(
          try ReferenceLayer(step.label, kernel, bias: bias, before: pending, inputCount: width))
        pending = []
        width = layers[layers.count - 1].outputCount
      case .affine(let affine):
        guard affine.width == width || affine.width == 1 else {
          throw ChainError(step.label, .width(found: affine.width, expected: width))
        }
        let isBehind = layers.last?.activation == .linear
        if isBehind {
          layers[layers.count - 1].behind.append(affine)
        } else {
          pending.append(affine)
        }
        let count = isBehind ? layers[layers.count - 1].behind.count : pending.count
        guard count <= Self.scalingLimit else {
          throw ChainError(step.label, .scalings(found: count, expected: Self.scalingLimit))
        }
      case .activation(let activation):
        if activation == .linear { continue }
        guard pending.isEmpty, layers.last?.activation == .linear else {
          throw ChainError(step.label, .activationAlone)
        }
        layers[layers.count - 1].activation = activation
      }
    }
    guard !layers.isEmpty else { throw ChainError("the network", .noDense) }
    guard pending.isEmpty else { throw ChainError("the network", .scalingAlone) }
    self.layers = layers
    self.inputCount = inputCount
    outputCount = width
  }

  /// The logits of one row, before any scaling: the pre-activations of the last layer.
  ///
  /// - Parameter row: as many numbers as ``inputCount``.
  /// - Complexity: O(weights).
  public func logits(of row: [Double]) -> [Double] {
    var row = row
    for (k, layer) in layers.enumerated() {
      row = layer.preActivations(of: row)
      if k < layers.count - 1 { row = layer.activation.reference(row) }
    }
    return row
  }
}
