import CMLPTrainingKernels

/// Adam, as PyTorch's `Adam`: Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; and with decoupled
/// weight decay AdamW, as PyTorch's `AdamW`: Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2.
///
/// In step t = 1, 2, ...: g' = g + l2 w; m = beta1 m + (1 - beta1) g'; v = beta2 v + (1 - beta2) g'²;
/// w = (1 - learningRate weightDecay) w
/// - learningRate / (1 - beta1^t) · m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon). m and v are 0 at
/// first. In float32; what depends on t alone is computed in double precision and rounded once.
public struct Adam: Sendable, Equatable {
  /// Above 0.
  public var learningRate: Double
  /// The decay of the first moment: 0 to below 1.
  public var beta1: Double
  /// The decay of the second moment: 0 to below 1.
  public var beta2: Double
  /// What keeps the divisor off zero: above 0.
  public var epsilon: Double
  /// What is added to the gradient for each unit of a parameter (weights and biases): 0 or more.
  public var l2: Double
  /// The share of a parameter (weights and biases) that a step takes away for each unit of learning
  /// rate, whatever the gradient: 0 or more; nil makes it Adam and not AdamW.
  public var weightDecay: Double?

  /// The weight decay of PyTorch's `AdamW`.
  public static let defaultWeightDecay = 0.01

  /// Those settings.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, l2: Double = 0, weightDecay: Double? = nil
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.l2 = l2
    self.weightDecay = weightDecay
  }

  func check() throws(TrainingError) {
    try MLPTraining.check("learning rate", learningRate, learningRate > 0, "above 0")
    try MLPTraining.check("beta1", beta1, (0..<1).contains(beta1), "0 to below 1")
    try MLPTraining.check("beta2", beta2, (0..<1).contains(beta2), "0 to below 1")
    try MLPTraining.check("epsilon", epsilon, Float(epsilon) > 0, "above 0")
    try MLPTraining.check("l2", l2, l2 >= 0, "0 or more")
    if let weightDecay {
      try MLPTraining.check("weight decay", weightDecay, weightDecay >= 0, "0 or more")
    }
  }

  /// Step number `step` over the floats `range` of the vectors, whose gradients are given.
  func apply(
    step: Int, _ gradients: Span<Float>, _ first: ParameterVector, _ second: ParameterVector,
    to parameters: ParameterVector, _ range: Range<Int>, _ kernels: TrainingKernels
  ) {
    let settings = mlp_adam(
      beta1: Float(beta1), one_minus_beta1: Float(1 - beta1), beta2: Float(beta2),
      one_minus_beta2: Float(1 - beta2),
      step_size: Float(learningRate / (1 - power(beta1, step))),
      root_correction: Float(1 / (1 - power(beta2, step)).squareRoot()), epsilon: Float(epsilon),
      l2: Float(l2), kept: Float(1 - learningRate * (weightDecay ?? 0)))
    first.buffer.withMutableSpan(range) { first in
      second.buffer.withMutableSpan(range) { second in
        parameters.buffer.withMutableSpan(range) { parameters in
          kernels.adapt(
            settings, gradients: gradients, first: &first, second: &second,
            parameters: &parameters)
        }
      }
    }
  }
}

/// `base` to the power of `exponent` >= 0 by squaring, so that it can be had for any step at once.
func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var square = base
  var left = exponent
  while left > 0 {
    if left & 1 == 1 { result *= square }
    square *= square
    left >>= 1
  }
  return result
}
