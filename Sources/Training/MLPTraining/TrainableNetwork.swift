import MLPKernels
import MLPModel
import Storage

/// A network whose parameters change: the flat vector that the optimiser works on, and each layer's
/// weights packed for the products that they take part in.
final class TrainableNetwork {
  let layout: ParameterLayout
  /// h_k of each hidden layer, then o.
  let activations: [Activation]
  let parameters: ParameterVector
  /// W_k [n_{k-1}, n_k] and b_k, for α_k = W_kᵀ a_{k-1} + b_k.
  let weights: [PackedWeights]
  /// W_kᵀ [n_k, n_{k-1}] without a bias, for da_{k-1} = W_k dα_k; nil for k = 1, because da_0 is of no
  /// use.
  let transposedWeights: [PackedWeights?]

  /// A network with all parameters zero, not packed.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ layout: ParameterLayout, _ activations: [Activation]) throws(OutOfMemory) {
    precondition(activations.count == layout.layers.count)
    self.layout = layout
    self.activations = activations
    parameters = try ParameterVector(layout)
    var weights: [PackedWeights] = []
    var transposed: [PackedWeights?] = []
    for layer in layout.layers {
      weights.append(
        try PackedWeights(inputCount: layer.inputCount, outputCount: layer.outputCount))
      transposed.append(
        weights.count == 1
          ? nil : try PackedWeights(inputCount: layer.outputCount, outputCount: layer.inputCount))
    }
    self.weights = weights
    transposedWeights = transposed
  }

  var layerCount: Int { layout.layers.count }

  /// Number of pieces of work in ``pack(_:)``.
  var packingCount: Int { 2 * layerCount }

  /// Packs one piece: the weights of a layer as they are, or transposed.
  ///
  /// All pieces have to be packed after a change of the parameters.
  func pack(_ piece: Int) {
    let index = piece / 2
    let layer = layout.layers[index]
    if piece.isMultiple(of: 2) {
      parameters.buffer.withSpan(layer.weights) { weights[index].pack($0) }
      parameters.buffer.withSpan(layer.bias) { weights[index].setBias($0) }
    } else if let transposed = transposedWeights[index] {
      parameters.buffer.withSpan(layer.weights) { transposed.packTransposed($0) }
    }
  }

  /// Packs everything on the calling thread.
  func packAll() {
    for piece in 0..<packingCount { pack(piece) }
  }
}
