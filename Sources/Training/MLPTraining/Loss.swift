import Elementary
import MLPModel

/// What training makes small: the loss l of a row, from its last pre-activations z = α_L.
///
/// A batch's loss is the mean over its rows, J = (1/m) Σ_i l_i, or where rows have weights w_i,
/// J = Σ_i w_i l_i / Σ_i w_i (``RowWeights``). Each loss comes with the output activation o that it is
/// fused with, so that the gradient at the output is dα_L = a_L - t for all
/// (``Backpropagation/outputPreactivation(_:rows:)``); Huber's limits it.
public enum Loss: Sendable, Equatable {
  /// l = -ln a_L[y] for softmax outputs and the true class y: one class of several.
  ///
  /// With t = e(y), the one-hot vector of y, l = -Σ_c t_c ln a_L[c]. Computed through log-sum-exp,
  /// l = ln Σ_c exp(z_c - max z) - Σ_c t_c (z_c - max z), never as ln(softmax), which underflows.
  ///
  /// By itself ∂l/∂a_L = -e(y) ⊘ a_L (element by element). It is never computed: together with the
  /// softmax it gives dα_L = a_L - e(y), without a division by a small probability.
  case negativeLogLikelihood
  /// l = Σ_c -t_c ln σ(z_c) - (1 - t_c) ln(1 - σ(z_c)) for sigmoid outputs: two classes with one
  /// output, or any number of labels at once.
  ///
  /// Computed as Σ_c max(z_c, 0) - z_c t_c + ln(1 + exp(-|z_c|)), which never overflows.
  case binaryCrossEntropy
  /// l = Σ_c (z_c - t_c)² / 2 for linear outputs: numbers.
  case squaredError
  /// l = Σ_c e_c² / 2 where |e_c| <= delta, else delta (|e_c| - delta / 2), with e = z - t, for linear
  /// outputs: numbers with outliers. PyTorch's `HuberLoss`, whose delta is 1. Huber 1964.
  ///
  /// delta, above 0, is in the unit of t: standard deviations where targets are standardised.
  case huber(delta: Double = 1)

  /// o, the activation of the output layer.
  public var outputActivation: Activation {
    switch self {
    case .negativeLogLikelihood: .softmax
    case .binaryCrossEntropy: .sigmoid
    case .squaredError, .huber: .linear
    }
  }

  /// What a model file calls it.
  public var name: String {
    switch self {
    case .negativeLogLikelihood: "negative_log_likelihood"
    case .binaryCrossEntropy: "binary_cross_entropy"
    case .squaredError: "squared_error"
    case .huber: "huber"
    }
  }

  /// l of one row, in double precision: z and t [C].
  func ofRow(_ z: Span<Float>, _ t: Span<Float>, _ kernels: TrainingKernels) -> Double {
    var sum = 0.0
    switch self {
    case .negativeLogLikelihood:
      let terms = kernels.softmaxTerms(z, t)
      return logarithm(terms.sum) - terms.expected
    case .binaryCrossEntropy:
      for c in 0..<z.count {
        let z = Double(z[c])
        sum += (z > 0 ? z : 0) - z * Double(t[c]) + logarithmOfOnePlus(exponential(-abs(z)))
      }
    case .squaredError:
      for c in 0..<z.count {
        let error = Double(z[c]) - Double(t[c])
        sum += 0.5 * error * error
      }
    case .huber(let delta):
      for c in 0..<z.count {
        let error = abs(Double(z[c]) - Double(t[c]))
        sum += error > delta ? delta * (error - 0.5 * delta) : 0.5 * error * error
      }
    }
    return sum
  }

  /// How many of a row's answers are right: of ``answers(outputCount:)``.
  ///
  /// The class with the largest z (the first of equals) is the one of t; or σ(z_c) is above 1/2 just
  /// where t_c is.
  func correctAnswers(_ z: Span<Float>, _ t: Span<Float>) -> Int {
    switch self {
    case .negativeLogLikelihood: return indexOfMaximum(z) == indexOfMaximum(t) ? 1 : 0
    case .binaryCrossEntropy:
      var correct = 0
      for c in 0..<z.count where (z[c] > 0) == (t[c] > 0.5) { correct += 1 }
      return correct
    case .squaredError, .huber: return 0
    }
  }

  /// How many answers a row gives that are right or wrong: 0 where the outputs are numbers.
  func answers(outputCount: Int) -> Int {
    switch self {
    case .negativeLogLikelihood: 1
    case .binaryCrossEntropy: outputCount
    case .squaredError, .huber: 0
    }
  }

  /// Whether the outputs are numbers.
  var isOfNumbers: Bool { answers(outputCount: 1) == 0 }
}

private func indexOfMaximum(_ values: Span<Float>) -> Int {
  var best = 0
  for i in 1..<max(1, values.count) where values[i] > values[best] { best = i }
  return best
}
