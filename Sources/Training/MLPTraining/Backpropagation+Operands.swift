import MLPKernels

// The product dW_k = a_{k-1}ᵀ dα_k runs on the kernels of the forward pass, which take their left side by
// rows and their right side packed.

extension Backpropagation {
  /// Writes the columns `rows` of a_{k-1}ᵀ.
  func transposeInput(_ workspace: Workspace, _ index: Int, rows: Range<Int>) {
    let layer = workspace.layers[index]
    layer.input.withRows(rows) { a in
      let result = rows.lowerBound..<layer.transposedInput.count
      layer.transposedInput.withMutableSpan(result) { transposed in
        kernels.transpose(
          rows: rows.count, columns: layer.inputCount, a, xStride: layer.input.layout.stride,
          into: &transposed, yStride: workspace.rowCount)
      }
    }
  }

  /// Packs dα_k, once all its rows are there.
  func prepareWeightGradient(_ workspace: Workspace, _ index: Int) {
    let layer = workspace.layers[index]
    layer.preactivationGradient.withSpan { layer.packedGradient.pack($0) }
  }
}
