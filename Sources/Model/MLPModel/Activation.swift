/// The function that a layer applies to its pre-activations: a tag with every parameter it has.
///
/// A tag never takes its meaning from who wrote the file: where the field disagrees (the slope of a
/// leaky ReLU, the line of a hard sigmoid) the number is part of the case. Each formula is for one
/// pre-activation z, except softmax and its logarithm, which take a whole row. Derivatives are the
/// trainer's business.
public enum Activation: Sendable, Equatable, Hashable {
  /// z
  case linear

  // MARK: Straight pieces

  /// max(0, z)
  case relu
  /// min(6, max(0, z))
  case relu6
  /// z where z > 0, else `negativeSlope` z
  case leakyReLU(negativeSlope: Float)
  /// min(`maximum`, z where z > `threshold`, else `negativeSlope` (z - `threshold`)): the ReLU of
  /// Keras with all its arguments
  case clippedReLU(negativeSlope: Float, threshold: Float, maximum: Float)
  /// z where z > `theta`, else `value`
  case threshold(theta: Float, value: Float)
  /// min(1, max(0, `alpha` z + `beta`)): alpha 1/6, beta 1/2 in Keras 3 and PyTorch, alpha 0.2 in
  /// Keras 2
  case hardSigmoid(alpha: Float, beta: Float)
  /// min(`maximum`, max(`minimum`, z))
  case hardTanh(minimum: Float, maximum: Float)
  /// z min(6, max(0, z + 3)) / 6, also called hard swish. Howard et al. 2019, arXiv:1905.02244
  case hardSiLU

  // MARK: Exponentials below 0

  /// z where z > 0, else `alpha` (exp(z) - 1). Clevert et al. 2015, arXiv:1511.07289
  case elu(alpha: Float)
  /// z where z > 0, else `alpha` (exp(z / `alpha`) - 1). Barron 2017, arXiv:1704.07483
  case celu(alpha: Float)
  /// `scale` times z where z > 0, else `scale` times `alpha` (exp(z) - 1). Klambauer et al. 2017,
  /// arXiv:1706.02515
  case selu(alpha: Float, scale: Float)

  // MARK: Smooth steps and ramps

  /// exp(z)
  case exponential
  /// 1 / (1 + exp(-z))
  case sigmoid
  /// -ln(1 + exp(-z))
  case logSigmoid
  /// ln(1 + exp(`beta` z)) / `beta`
  case softplus(beta: Float)
  /// (z + sqrt(z² + `b`)) / 2. Barron 2021, arXiv:2112.11687
  case squareplus(b: Float)
  /// z / (1 + |z|)
  case softsign
  /// (exp(z) - exp(-z)) / (exp(z) + exp(-z))
  case tanh

  // MARK: Gated by their own step

  /// z sigmoid(`alpha` z), also called swish. Elfwing et al. 2017, arXiv:1702.03118
  case silu(alpha: Float)
  /// z tanh(ln(1 + exp(z))). Misra 2019, arXiv:1908.08681
  case mish
  /// z (1 + erf(z / sqrt 2)) / 2. Hendrycks and Gimpel 2016, arXiv:1606.08415
  case gelu
  /// z (1 + tanh(sqrt(2 / π) (z + 0.044715 z³))) / 2: the approximation in the paper of ``gelu``
  case geluTanh

  // MARK: Over a row

  /// exp(z_j - m) / sum_i exp(z_i - m) over the row, m its maximum
  case softmax
  /// z_j - m - ln sum_i exp(z_i - m) over the row, m its maximum
  case logSoftmax
}
