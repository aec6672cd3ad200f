import MLPKernels
import MLPModel

/// The forward pass of a mini-batch, some of its rows at a time, on the kernels of inference.
struct ForwardPass {
  let network: TrainableNetwork
  let kernels: DenseKernels

  /// Everything up to α_L: what evaluation needs.
  func logits(_ workspace: Workspace, rows: Range<Int>) {
    for index in 0..<network.layerCount {
      preactivation(index, workspace.layers[index], rows)
      if index < network.layerCount - 1 { activation(index, workspace.layers[index], rows) }
    }
  }

  /// a_L = o(α_L).
  func output(_ workspace: Workspace, rows: Range<Int>) {
    activation(network.layerCount - 1, workspace.last, rows)
  }

  /// α_k = W_kᵀ a_{k-1} + b_k, for a row; for rows, α_k [m, n_k] = a_{k-1} W_k + b_k.
  private func preactivation(_ index: Int, _ layer: LayerWorkspace, _ rows: Range<Int>) {
    layer.input.withRows(rows) { input in
      layer.preactivation.withMutableRows(rows) { preactivation in
        kernels.multiply(
          rows: rows.count, input, layer.input.layout, by: network.parameters.layers[index],
          into: &preactivation)
      }
    }
  }

  /// a_k = h_k(α_k).
  private func activation(_ index: Int, _ layer: LayerWorkspace, _ rows: Range<Int>) {
    layer.preactivation.withRows(rows) { preactivation in
      layer.output.withMutableRows(rows) { output in
        kernels.activate(
          network.activations[index], rows: rows.count, columns: layer.outputCount, preactivation,
          into: &output)
      }
    }
  }
}
