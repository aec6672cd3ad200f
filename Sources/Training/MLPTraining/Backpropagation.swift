import MLPKernels
import MLPModel

/// The backward pass: one function for each line of the derivation's summary.
///
/// Gradients are of the batch's loss J = (1/m) Σ_i l_i: the 1/m, or a row's share of the weights, enters
/// at the output and so is in all of them. What the derivation writes for one row is here for m rows at
/// once: a_k, α_k and their gradients are tables [m, n_k]. Each function works on a part of its result,
/// which threads divide; no sum is ever divided, so the bits are the same for any number of threads.
struct Backpropagation {
  let network: TrainableNetwork
  let dense: DenseKernels
  let kernels: TrainingKernels
  let loss: Loss

  /// dα_L = a_L - t, over m: the gradient at the output, of loss and output activation together.
  ///
  /// For softmax and negative log-likelihood t = e(y), the derivation's dα^(L) = a_L(x) - e(y); for
  /// sigmoid outputs σ(z) - t; for linear outputs z - t, which Huber's loss keeps within delta of 0.
  /// Rows that have weights take w_i / Σ w for 1/m. [m, n_L], rows `rows` of it.
  func outputPreactivation(_ workspace: Workspace, rows: Range<Int>) {
    let layer = workspace.last
    var delta: Double?
    if case .huber(let value) = loss { delta = value }
    layer.output.withRows(rows) { a in
      workspace.targets.withRows(rows) { t in
        workspace.rowFactors.withSpan(rows) { factors in
          layer.preactivationGradient.withMutableRows(rows) { gradient in
            kernels.outputGradient(
              rows: rows.count, columns: layer.outputCount, a: a, t: t, factors: factors,
              delta: delta, into: &gradient)
          }
        }
      }
    }
  }

  /// da_{k-1} = W_k dα_k, for a row; for rows, da_{k-1} [m, n_{k-1}] = dα_k W_kᵀ.
  ///
  /// The derivation's ∂l/∂a_k = W^(k+1) ∂l/∂α^(k+1). The thread's part of the result; `index` is k - 1 >= 1.
  func previousActivation(_ workspace: Workspace, _ index: Int, _ share: BatchShare) {
    guard let transposed = network.transposedWeights[index] else { return }
    let layer = workspace.layers[index]
    share.multiply(by: transposed) { block in
      layer.preactivationGradient.withRows(block.rows) { gradient in
        layer.inputGradient.withMutableRows(block.rows) { result in
          dense.multiply(
            rows: block.rows.count, gradient, layer.preactivationGradient.layout, by: transposed,
            columns: block.columns, into: &result)
        }
      }
    }
  }

  /// dα_{k-1} = h'_{k-1}(α_{k-1}) ⊙ da_{k-1}, element by element; [m, n_{k-1}].
  ///
  /// The derivation's summary writes k + 1 for k - 1. The formulas of h' are at
  /// ``TrainingKernels/derivative(_:rows:columns:z:a:da:into:)``. Rows `rows` of the result; `index` is k - 1 >= 1.
  func previousPreactivation(_ workspace: Workspace, _ index: Int, rows: Range<Int>) {
    let previous = workspace.layers[index - 1]
    previous.preactivation.withRows(rows) { z in
      previous.activation.withRows(rows) { a in
        workspace.layers[index].inputGradient.withRows(rows) { da in
          previous.preactivationGradient.withMutableRows(rows) { gradient in
            kernels.derivative(
              network.activations[index - 1], rows: rows.count, columns: previous.outputCount,
              z: z, a: a, da: da, into: &gradient)
          }
        }
      }
    }
  }

  /// dα_k in panels, which the sums over the batch read.
  ///
  /// Rows `rows` of it.
  func packGradient(_ workspace: Workspace, _ index: Int, rows: Range<Int>) {
    let layer = workspace.layers[index]
    layer.preactivationGradient.withRows(rows) { gradient in
      layer.gradientPanels.withMutableSpan { panels in
        kernels.packRows(
          rows, of: workspace.rowCount, columns: layer.outputCount, gradient, into: &panels)
      }
    }
  }

  /// dW_k = a_{k-1} (dα_k)ᵀ, for a row; for the batch, dW_k [n_{k-1}, n_k] = a_{k-1}ᵀ dα_k, a sum over
  /// its rows in their order.
  ///
  /// The derivation's summary writes a_{k+1} for a_{k-1}. Needs ``packGradient(_:_:rows:)`` of all rows.
  func weightGradient(_ workspace: Workspace, into result: PieceGradient) {
    let piece = result.piece
    let layer = workspace.layers[piece.layer]
    layer.input.buffer.withSpan { a in
      layer.gradientPanels.withSpan { panels in
        result.buffer.withMutableSpan(result.weights) { gradient in
          kernels.weightGradient(
            piece, rows: workspace.rowCount, a: a, stride: layer.input.layout.stride,
            panels: panels, into: &gradient)
        }
      }
    }
  }

  /// db_k = dα_k, for a row; for the batch, the sum over its rows in their order: db_k [n_k].
  func biasGradient(_ workspace: Workspace, into result: PieceGradient) {
    guard !result.bias.isEmpty else { return }
    workspace.layers[result.piece.layer].gradientPanels.withSpan { panels in
      result.buffer.withMutableSpan(result.bias) { bias in
        kernels.columnSums(result.piece, rows: workspace.rowCount, panels: panels, into: &bias)
      }
    }
  }
}
