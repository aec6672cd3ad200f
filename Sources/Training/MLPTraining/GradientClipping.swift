extension ParameterVector {
  /// Shortens gradients whose Euclidean norm, over all weights and biases, is above `limit`, as
  /// PyTorch's `clip_grad_norm_` does: g = g · limit / (norm + 1e-6).
  ///
  /// The sum of squares has an order of its own and one thread, so that threads do not change it.
  func clip(to limit: Double, _ kernels: TrainingKernels) {
    let factor = limit / (buffer.withSpan { kernels.norm($0) } + 1e-6)
    guard factor < 1 else { return }
    buffer.withMutableSpan { kernels.multiply(&$0, by: Float(factor)) }
  }
}
