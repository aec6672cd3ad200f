import MLPModel

/// A chain of steps as a scaling of the inputs and dense layers: what a model is made of.
public struct Network: Sendable, Equatable {
  /// What is taken off each feature; one number each.
  public let offset: [Float]
  /// What multiplies each feature then; one number each.
  public let scale: [Float]
  /// The layers; one at least.
  public let layers: [DenseLayer]

  /// Folds every scaling into a neighbour, exactly but for one rounding of each number of a layer.
  ///
  /// 1. one that directly follows a dense layer, with no activation between, into that layer;
  /// 2. one in front of the first dense layer into the scaling of the inputs; what it adds last, and what float32
  ///    does not hold of its other numbers, into the layer;
  /// 3. any other into the dense layer behind it.
  ///
  /// All is computed in double precision, in a fixed order, and rounded to float32 at the end.
  ///
  /// - Throws: ``ChainError`` where there is no such neighbour or widths do not fit; `InvalidModel`,
  ///   `OutOfMemory`.
  public init(_ steps: [Step]) throws {
    var layers: [FoldedLayer] = []
    var pending: (label: String, affine: Affine)?
    var input: (offset: [Float], scale: [Float])?
    for step in steps {
      try step.checkNumbers()
      switch step.operation {
      case .dense(let kernel, let bias):
        var layer = try FoldedLayer(kernel, bias: bias, label: step.label)
        if let before = layers.last, layer.inputCount != before.outputCount {
          throw ChainError(
            step.label, .width(found: layer.inputCount, expected: before.outputCount))
        }
        if let (label, affine) = pending {
          let affine = try affine.widened(to: layer.inputCount, label)
          if layers.isEmpty {
            input = layer.fold(inputs: affine)
          } else {
            layer.fold(before: affine)
          }
          pending = nil
        }
        layers.append(layer)
      case .affine(let affine):
        if let (label, before) = pending {
          guard let both = before.followed(by: affine) else {
            throw ChainError(step.label, .width(found: affine.width, expected: before.width))
          }
          // Of two, the one that has a width is the one that may not fit.
          pending = (before.width == 1 ? step.label : label, both)
        } else if let last = layers.last, last.activation == .linear {
          layers[layers.count - 1].fold(
            behind: try affine.widened(to: last.outputCount, step.label))
        } else {
          pending = (step.label, affine)
        }
      case .activation(let activation):
        if activation == .linear { continue }
        if let pending { throw ChainError(pending.label, .scalingAlone) }
        guard layers.last?.activation == .linear else {
          throw ChainError(step.label, .activationAlone)
        }
        layers[layers.count - 1].activation = activation
      }
    }
    if let pending { throw ChainError(pending.label, .scalingAlone) }
    guard let first = layers.first else { throw ChainError("the network", .noDense) }
    offset = input?.offset ?? [Float](repeating: 0, count: first.inputCount)
    scale = input?.scale ?? [Float](repeating: 1, count: first.inputCount)
    self.layers = try layers.map { try $0.layer() }
  }
}

extension Affine {
  fileprivate func widened(to width: Int, _ label: String) throws(ChainError) -> Affine {
    guard let wide = widened(to: width) else {
      throw ChainError(label, .width(found: self.width, expected: width))
    }
    return wide
  }
}
