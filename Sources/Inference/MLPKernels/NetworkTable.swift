import CMLPKernels
import MLPModel
import Storage

/// A network as the kernels of a tier read it: addresses of packed weights, which it owns.
@safe final class NetworkTable: @unchecked Sendable {
  /// The entry points of the tier.
  let kernels: UnsafePointer<mlp_kernels>
  /// The network, whose address stays.
  let network: UnsafePointer<mlp_network>

  private let layers: UnsafeMutablePointer<mlp_layer>
  private let owned: [FloatBuffer]

  /// Packs a model's weights for `tier`.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ model: MultilayerPerceptron, tier: KernelTier) throws(OutOfMemory) {
    let counts = try model.layers.map { layer throws(OutOfMemory) in
      try PackedWeights.floatCount(inputCount: layer.inputCount, outputCount: layer.outputCount)
    }
    // One block for all layers: huge pages reach across them.
    let weights = try FloatBuffer(count: counts.reduce(0, +))
    let scaling = model.input.isScaled ? try scalingRows(model.input) : nil
    unsafe layers = .allocate(capacity: model.layers.count)
    var offset = 0
    for (i, (layer, count)) in zip(model.layers, counts).enumerated() {
      let packed = PackedWeights(
        inputCount: layer.inputCount, outputCount: layer.outputCount, in: weights, at: offset)
      packed.pack(layer.weights, bias: layer.bias)
      unsafe (layers + i).initialize(
        to: mlp_layer(
          inputs: packed.inputCount, outputs: packed.outputCount, panels: packed.panels,
          bias: packed.bias, activation: layer.activation.forKernels))
      offset += count
    }
    let widest = (model.layers.map(\.outputCount) + [model.inputCount])
      .reduce(0) { max($0, RowLayout(columns: $1).stride) }
    let network = UnsafeMutablePointer<mlp_network>.allocate(capacity: 1)
    unsafe network.initialize(
      to: mlp_network(
        layer_count: model.layers.count, layers: layers, offset: scaling?.offset.base,
        scale: scaling?.scale.base, temperature: model.output.temperature, widest: widest))
    unsafe self.network = UnsafePointer(network)
    unsafe kernels = tier.kernels
    owned = [weights] + (scaling.map { [$0.offset, $0.scale] } ?? [])
  }

  deinit {
    unsafe network.deallocate()
    unsafe layers.deallocate()
  }
}

/// Offset and scale of the inputs as the kernels read them.
private func scalingRows(
  _ input: InputDescription
) throws(OutOfMemory) -> (offset: FloatBuffer, scale: FloatBuffer) {
  let offset = try FloatBuffer(count: input.features.count)
  let scale = try FloatBuffer(count: input.features.count)
  offset.withMutableSpan { offset in
    scale.withMutableSpan { scale in
      input.features.copyScaling(offset: &offset, scale: &scale)
    }
  }
  return (offset, scale)
}
