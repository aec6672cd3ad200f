import CMLPTrainingKernels

/// Stochastic gradient descent with momentum, as PyTorch's `SGD`.
///
/// g' = g + l2 w; v = momentum v + g', v = 0 at first; w = w - learningRate v. With Nesterov's momentum
/// the last is w = w - learningRate (momentum v + g'). In float32, each line a fused multiply-add, the
/// settings rounded to float32.
public struct SGD: Sendable, Equatable {
  /// Above 0.
  public var learningRate: Double
  /// How much of the last step is kept: 0 to below 1.
  public var momentum: Double
  /// Whether the momentum is Nesterov's, which needs some.
  public var nesterov: Bool
  /// What is added to the gradient for each unit of a parameter (weights and biases): 0 or more.
  public var l2: Double

  /// Those settings.
  public init(
    learningRate: Double = 0.001, momentum: Double = 0, nesterov: Bool = false, l2: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.l2 = l2
  }

  func check() throws(TrainingError) {
    try MLPTraining.check("learning rate", learningRate, learningRate > 0, "above 0")
    try MLPTraining.check("momentum", momentum, (0..<1).contains(momentum), "0 to below 1")
    try MLPTraining.check("momentum", momentum, momentum > 0 || !nesterov, "above 0 for nesterov")
    try MLPTraining.check("l2", l2, l2 >= 0, "0 or more")
  }

  /// One step over the floats `range` of the vectors, whose gradients are given; without momentum `velocity` is
  /// nil.
  func apply(
    _ gradients: Span<Float>, _ velocity: ParameterVector?, to parameters: ParameterVector,
    _ range: Range<Int>, _ kernels: TrainingKernels
  ) {
    let step = mlp_sgd(
      learning_rate: Float(learningRate), momentum: Float(momentum), l2: Float(l2))
    parameters.buffer.withMutableSpan(range) { parameters in
      guard let velocity else {
        var none = MutableSpan<Float>()
        return kernels.descend(
          step, nesterov: false, gradients: gradients, velocities: &none, parameters: &parameters)
      }
      velocity.buffer.withMutableSpan(range) { velocity in
        kernels.descend(
          step, nesterov: nesterov, gradients: gradients, velocities: &velocity,
          parameters: &parameters)
      }
    }
  }
}
