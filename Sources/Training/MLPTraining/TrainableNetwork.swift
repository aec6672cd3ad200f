import MLPKernels
import MLPModel
import Storage

/// A network whose parameters change: the flat vector that the optimiser works on, and each layer's
/// transposed weights for the products that they take part in.
final class TrainableNetwork {
  let layout: ParameterLayout
  /// h_k of each hidden layer, then o.
  let activations: [Activation]
  /// W_k [n_{k-1}, n_k] and b_k, for α_k = W_kᵀ a_{k-1} + b_k.
  let parameters: ParameterVector
  /// W_kᵀ [n_k, n_{k-1}] without a bias, for da_{k-1} = W_k dα_k; nil for k = 1, because da_0 is of no
  /// use.
  let transposedWeights: [PackedWeights?]

  /// A network with all parameters zero.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ layout: ParameterLayout, _ activations: [Activation]) throws(OutOfMemory) {
    precondition(activations.count == layout.layers.count)
    self.layout = layout
    self.activations = activations
    parameters = try ParameterVector(layout)
    var transposed: [PackedWeights?] = []
    for layer in layout.layers {
      transposed.append(
        transposed.isEmpty
          ? nil : try PackedWeights(inputCount: layer.outputCount, outputCount: layer.inputCount))
    }
    transposedWeights = transposed
  }

  var layerCount: Int { layout.layers.count }

  /// Brings a piece of the weights to their transposes, which all pieces need after a change.
  func transpose(_ piece: ParameterPiece, _ kernels: TrainingKernels) {
    guard let transposed = transposedWeights[piece.layer] else { return }
    kernels.transpose(parameters.layers[piece.layer], piece, into: transposed)
  }

  /// Transposes everything on the calling thread.
  func transposeAll(_ kernels: TrainingKernels) {
    for piece in layout.pieces { transpose(piece, kernels) }
  }
}
