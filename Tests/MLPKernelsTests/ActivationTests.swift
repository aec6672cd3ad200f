import MLPKernels
import MLPModel
import Testing

/// Each activation over floats of every size against its formula in double precision, and its edges.
/// `tools/sweep` does the same for every finite float.
@Suite struct ActivationTests {
  /// The largest error allowed, in units of the last place: those of CMLPKernels' README, rounded up.
  static func bound(_ activation: Activation) -> Double {
    switch activation {
    case .linear, .relu, .relu6, .threshold, .hardTanh: 0
    case .leakyReLU, .hardSigmoid, .hardSiLU, .squareplus, .softsign: 0.501
    case .clippedReLU: 1.5
    default: 0.7
    }
  }

  static let swept =
    Activation.all.filter { !$0.takesWholeRow } + [
      .clippedReLU(negativeSlope: 0.1, threshold: 0.7, maximum: 5),
      .hardSigmoid(alpha: 0.2, beta: 0.5), .elu(alpha: 0.3), .celu(alpha: 0.3),
      .softplus(beta: 100), .squareplus(b: 0.01), .silu(alpha: 1.702),
    ]

  /// Every `step`th finite float, ascending; fewer where the kernels are not optimised.
  static let floats: [Float] = {
    #if DEBUG
    let step = 100_003
    #else
    let step = 10_007
    #endif
    let negative = stride(from: UInt32(0xFF7F_FFFF), through: 0x8000_0000, by: -step)
    let positive = stride(from: UInt32(0), to: 0x7F80_0000, by: step)
    return (Array(negative) + Array(positive)).map(Float.init(bitPattern:))
  }()

  @Test(arguments: swept) func isItsFormulaWithinTheBound(activation: Activation) {
    let z = Self.floats
    let a = apply(activation, z, tier: .best)
    var worst = (error: 0.0, at: Float(0))
    for (z, a) in zip(z, a) {
      let expected = formula(activation, Double(z))
      let error = abs(Double(a) - expected) / Double(Float(expected).ulp)
      let overflows = abs(expected) >= 0x1.ffffffp+127 && a.isInfinite
      if !(error <= worst.error), !overflows { worst = (error, z) }
    }
    #expect(worst.error <= Self.bound(activation), "\(worst.error) ULP at \(worst.at)")
  }

  @Test(arguments: swept) func isMonotone(activation: Activation) {
    /// Where it turns from falling to rising.
    let turn: Float =
      switch activation {
      case .hardSiLU: -1.5
      case .silu(let alpha): -1.2784645 / alpha
      case .mish: -1.1924054
      case .gelu: -0.7517916
      case .geluTanh: -0.7524614
      default: -.infinity
      }
    let z = Self.floats
    let a = apply(activation, z, tier: .best)
    let wrong = z.indices.dropFirst().first { i in
      z[i - 1] >= turn ? a[i] < a[i - 1] : z[i] <= turn && a[i] > a[i - 1]
    }
    #expect(wrong == nil, "at \(wrong.map { z[$0] } ?? .nan)")
  }

  /// Parameters that a file may hold though they make no sense: the bits are still defined.
  static let odd: [Activation] = [
    .leakyReLU(negativeSlope: -2), .clippedReLU(negativeSlope: -1, threshold: -3, maximum: -5),
    .hardSigmoid(alpha: 0, beta: 2), .hardTanh(minimum: 1, maximum: -1), .elu(alpha: -1),
    .celu(alpha: 0), .celu(alpha: -0.5), .celu(alpha: .leastNonzeroMagnitude),
    .selu(alpha: 0, scale: -1),
    .softplus(beta: 0), .softplus(beta: -1), .softplus(beta: .leastNonzeroMagnitude),
    .squareplus(b: 0),
    .squareplus(b: -1), .silu(alpha: 0), .silu(alpha: -1), .silu(alpha: .greatestFiniteMagnitude),
  ]

  @Test(arguments: swept + odd) func equalsTheContract(activation: Activation) {
    let special: [Float] = [
      .infinity, -.infinity, .nan, -.nan, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, -.leastNormalMagnitude, 88.72284, -103.972084, 9.0109825, -14.5, 12,
      40,
    ]
    // Every value in another lane than before, then many values.
    let z = (0..<16).flatMap { special[$0...] + special[..<$0] } + Self.floats
    let expected = z.map { referenceActivation(activation, $0) }
    for tier in tiers {
      let found = apply(activation, z, tier: tier)
      let wrong = z.indices.first { i in
        found[i].isNaN ? !expected[i].isNaN : found[i].bitPattern != expected[i].bitPattern
      }
      if let i = wrong {
        Issue.record("\(tier): h(\(z[i])) = \(found[i]), expected \(expected[i])")
      }
    }
  }

  @Test(arguments: tiers) func edgesAreDefined(tier: KernelTier) {
    let tiny = Float.leastNonzeroMagnitude
    let edges: [Float] = [-.infinity, -1000, -4 * tiny, -0.0, 0, 4 * tiny, 1000, .infinity, .nan]
    let half: Float = 0.5
    let ln2: Float = 0.6931472
    let inf = Float.infinity
    let expected: [(Activation, [Float])] = [
      (.linear, [-inf, -1000, -4 * tiny, -0.0, 0, 4 * tiny, 1000, inf]),
      (.relu, [0, 0, 0, -0.0, 0, 4 * tiny, 1000, inf]),
      (.relu6, [0, 0, 0, -0.0, 0, 4 * tiny, 6, 6]),
      (.leakyReLU(negativeSlope: 0.5), [-inf, -500, -2 * tiny, -0.0, 0, 4 * tiny, 1000, inf]),
      (
        .clippedReLU(negativeSlope: 0, threshold: 0, maximum: 7),
        [0, 0, 0, 0, 0, 4 * tiny, 7, 7]
      ),
      (.threshold(theta: 1, value: 3), [3, 3, 3, 3, 3, 3, 1000, inf]),
      (.hardSigmoid(alpha: 0.5, beta: 0.5), [0, 0, half, half, half, half, 1, 1]),
      (.hardTanh(minimum: -2, maximum: 2), [-2, -2, -4 * tiny, -0.0, 0, 4 * tiny, 2, 2]),
      (.hardSiLU, [-0.0, -0.0, -2 * tiny, -0.0, 0, 2 * tiny, 1000, inf]),
      (.elu(alpha: 2), [-2, -2, -8 * tiny, -0.0, 0, 4 * tiny, 1000, inf]),
      (.celu(alpha: 2), [-2, -2, -4 * tiny, -0.0, 0, 4 * tiny, 1000, inf]),
      (.selu(alpha: 2, scale: 2), [-4, -4, -16 * tiny, -0.0, 0, 8 * tiny, 2000, inf]),
      (.exponential, [0, 0, 1, 1, 1, 1, inf, inf]),
      (.sigmoid, [0, 0, half, half, half, half, 1, 1]),
      (.logSigmoid, [-inf, -1000, -ln2, -ln2, -ln2, -ln2, -0.0, -0.0]),
      (.softplus(beta: 1), [0, 0, ln2, ln2, ln2, ln2, 1000, inf]),
      (.squareplus(b: 4), [0, 0.000999999, 1, 1, 1, 1, 1000.001, inf]),
      (.softsign, [-1, -1000 / 1001, -4 * tiny, -0.0, 0, 4 * tiny, 1000 / 1001, 1]),
      (.tanh, [-1, -1, -4 * tiny, -0.0, 0, 4 * tiny, 1, 1]),
      (.silu(alpha: 2), [-0.0, -0.0, -2 * tiny, -0.0, 0, 2 * tiny, 1000, inf]),
      (.mish, [-0.0, -0.0, -2 * tiny, -0.0, 0, 2 * tiny, 1000, inf]),
      (.gelu, [-0.0, -0.0, -2 * tiny, -0.0, 0, 2 * tiny, 1000, inf]),
      (.geluTanh, [-0.0, -0.0, -2 * tiny, -0.0, 0, 2 * tiny, 1000, inf]),
    ]
    #expect(expected.map(\.0.tag) == Activation.all.filter { !$0.takesWholeRow }.map(\.tag))
    for (activation, values) in expected {
      let a = apply(activation, edges, tier: tier)
      for (i, value) in (values + [.nan]).enumerated() {
        let same = value.isNaN ? a[i].isNaN : a[i] == value && a[i].sign == value.sign
        #expect(same, "\(activation)(\(edges[i])) = \(a[i]), expected \(value)")
      }
    }
  }
}
