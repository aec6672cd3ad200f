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
      switch step.operation {
      case .dense(let kernel, let bias):
        layers.append(
          try ReferenceLayer(step.label, kernel, bias: bias, before: pending, inputCount: width))
        pending = []
        width = layers[layers.count - 1].outputCount
      case .affine(let affine):
        guard let wide = affine.widened(to: width) else {
          throw ChainError(step.label, .width(found: affine.width, expected: width))
        }
        if layers.last?.activation == .linear {
          layers[layers.count - 1].behind.append(wide)
        } else {
          pending.append(wide)
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
