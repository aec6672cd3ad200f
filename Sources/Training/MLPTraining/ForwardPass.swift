import MLPKernels
import MLPModel

/// The forward pass of a mini-batch, some of its rows at a time, on the kernels of inference.
struct ForwardPass {
  let network: TrainableNetwork
  let kernels: DenseKernels

  /// Everything up to α_L: what evaluation needs, and with masks what training does.
  func logits(_ workspace: Workspace, _ share: BatchShare, dropping masks: DropoutMasks? = nil) {
    for index in 0..<network.layerCount {
      let layer = workspace.layers[index]
      preactivation(index, layer, share)
      guard index < network.layerCount - 1 else { return }
      activation(index, layer, share.rows, into: masks == nil ? layer.output : layer.activation)
      masks?.apply(index, layer.activation, into: layer.output, rows: share.rows)
    }
  }

  /// a_L = o(α_L).
  func output(_ workspace: Workspace, rows: Range<Int>) {
    activation(network.layerCount - 1, workspace.last, rows, into: workspace.last.output)
  }

  /// α_k = W_kᵀ a_{k-1} + b_k, for a row; for rows, α_k [m, n_k] = a_{k-1} W_k + b_k.
  private func preactivation(_ index: Int, _ layer: LayerWorkspace, _ share: BatchShare) {
    let weights = network.parameters.layers[index]
    share.multiply(by: weights) { block in
      layer.input.withRows(block.rows) { input in
        layer.preactivation.withMutableRows(block.rows) { preactivation in
          kernels.multiply(
            rows: block.rows.count, input, layer.input.layout, by: weights, columns: block.columns,
            into: &preactivation)
        }
      }
    }
  }

  /// a_k = h_k(α_k).
  private func activation(
    _ index: Int, _ layer: LayerWorkspace, _ rows: Range<Int>, into result: Activations
  ) {
    layer.preactivation.withRows(rows) { preactivation in
      result.withMutableRows(rows) { output in
        kernels.activate(
          network.activations[index], rows: rows.count, columns: layer.outputCount, preactivation,
          into: &output)
      }
    }
  }
}
