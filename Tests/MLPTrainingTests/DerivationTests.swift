import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// One test for each line of the derivation, named after it, each step alone: what it makes of its own
/// inputs, against plain loops over the same inputs.
@Suite struct DerivationTests {
  let table: TrainingTable
  let run: BatchRun
  let tolerance = 2e-6
  /// m.
  let m = 11
  let widths = [5, 8, 6, 3]

  init() throws {
    table = try makeTable(rows: m, features: 5, outputs: 3, loss: .negativeLogLikelihood)
    run = try BatchRun(
      table, .negativeLogLikelihood, hidden: [8, 6], [.tanh, .sigmoid],
      parameters: numbers(6 * 8 + 9 * 6 + 7 * 3, seed: 2))
  }

  /// W_k [n_{k-1}][n_k] and b_k.
  func layer(_ k: Int) -> (weights: [[Double]], bias: [Double]) {
    let values = run.network.parameters.values.map(Double.init)
    let start = (1..<k).reduce(0) { $0 + (widths[$1 - 1] + 1) * widths[$1] }
    let n = widths[k]
    let weights = (0..<widths[k - 1]).map {
      Array(values[(start + $0 * n)..<(start + ($0 + 1) * n)])
    }
    let bias = start + widths[k - 1] * n
    return (weights, Array(values[bias..<(bias + n)]))
  }

  func gradient(_ k: Int) -> (weights: [[Double]], bias: [Double]) {
    let values = run.gradients.values.map(Double.init)
    let start = (1..<k).reduce(0) { $0 + (widths[$1 - 1] + 1) * widths[$1] }
    let n = widths[k]
    let weights = (0..<widths[k - 1]).map {
      Array(values[(start + $0 * n)..<(start + ($0 + 1) * n)])
    }
    let bias = start + widths[k - 1] * n
    return (weights, Array(values[bias..<(bias + n)]))
  }

  /// a_k, a_0 included.
  func a(_ k: Int) -> [[Double]] {
    k == 0 ? run.workspace.input.rows : run.workspace.layers[k - 1].output.rows
  }

  func alpha(_ k: Int) -> [[Double]] { run.workspace.layers[k - 1].preactivation.rows }

  /// dα_k.
  func dAlpha(_ k: Int) -> [[Double]] { run.workspace.layers[k - 1].preactivationGradient.rows }

  /// da_{k-1}, which layer k computes.
  func da(before k: Int) -> [[Double]] { run.workspace.layers[k - 1].inputGradient.rows }

  var classes: [Int] {
    guard case .classes(let classes) = table.targets else { return [] }
    return classes.map(Int.init)
  }

  // MARK: - Forward

  @Test func preactivationIsWTransposedAPlusB() {
    for k in 1...3 {
      let (weights, bias) = layer(k)
      let expected = a(k - 1).map { a in
        bias.indices.map { j in
          a.indices.reduce(bias[j]) { $0 + weights[$1][j] * a[$1] }
        }
      }
      #expect(difference(alpha(k), expected) < tolerance)
    }
  }

  @Test func activationIsHOfPreactivation() {
    for (k, h) in [(1, Activation.tanh), (2, .sigmoid), (3, .softmax)] {
      #expect(difference(a(k), alpha(k).map { PlainNetwork.apply(h, $0) }) < tolerance)
    }
  }

  // MARK: - Loss

  @Test func lossIsTheMeanOfMinusLogOfTheTrueClassesProbability() {
    let losses = zip(alpha(3), classes).map { z, y in
      PlainNetwork.loss(.negativeLogLikelihood, z, (0..<3).map { $0 == y ? 1 : 0 })
    }
    #expect(abs(run.loss - losses.reduce(0, +) / Double(m)) < 1e-12)
  }

  // MARK: - Backward

  /// ∂l/∂a_L = -e(y) ⊘ a_L is not computed by itself; through softmax's derivative
  /// ∂a_i/∂α_j = a_i (1[i = j] - a_j) it has to give the fused dα_L.
  @Test func outputProbabilityTimesSoftmaxDerivativeIsTheFusedForm() {
    let expected = zip(a(3), classes).map { a, y in
      (0..<3).map { j in
        (0..<3).reduce(0) { sum, i in
          let outputProbability = -(i == y ? 1 : 0) / a[i]
          return sum + outputProbability * a[i] * ((i == j ? 1 : 0) - a[j])
        } / Double(m)
      }
    }
    #expect(difference(dAlpha(3), expected) < tolerance)
  }

  @Test func outputPreactivationIsAMinusOneHot() {
    let expected = zip(a(3), classes).map { a, y in
      (0..<3).map { (a[$0] - ($0 == y ? 1 : 0)) / Double(m) }
    }
    #expect(difference(dAlpha(3), expected) < tolerance)
  }

  @Test func weightGradientIsInputTimesPreactivationGradientTransposed() {
    for k in 1...3 {
      let inputs = a(k - 1)
      let gradients = dAlpha(k)
      let expected = (0..<widths[k - 1]).map { i in
        (0..<widths[k]).map { j in (0..<m).reduce(0) { $0 + inputs[$1][i] * gradients[$1][j] } }
      }
      #expect(difference(gradient(k).weights, expected) < tolerance)
    }
  }

  @Test func biasGradientIsPreactivationGradient() {
    for k in 1...3 {
      let gradients = dAlpha(k)
      let expected = (0..<widths[k]).map { j in (0..<m).reduce(0) { $0 + gradients[$1][j] } }
      #expect(difference([gradient(k).bias], [expected]) < tolerance)
    }
  }

  @Test func previousActivationIsWTimesPreactivationGradient() {
    for k in 2...3 {
      let (weights, _) = layer(k)
      let expected = dAlpha(k).map { d in
        weights.map { w in w.indices.reduce(0) { $0 + w[$1] * d[$1] } }
      }
      #expect(difference(da(before: k), expected) < tolerance)
    }
  }

  @Test func previousPreactivationIsDerivativeTimesPreviousActivation() {
    let derivatives: [(Int, (Double) -> Double)] = [
      (1, { 1 - $0 * $0 }), (2, { $0 * (1 - $0) }),
    ]
    for (k, derivative) in derivatives {
      let expected = zip(a(k), da(before: k + 1)).map { a, da in
        zip(a, da).map { derivative($0) * $1 }
      }
      #expect(difference(dAlpha(k), expected) < tolerance)
    }
  }

  @Test func derivativeOfSigmoidIsSigmoidTimesOneMinusSigmoid() throws {
    let z = numbers(64, seed: 9, scale: 6)
    let a = z.map { Float(PlainNetwork.apply(.sigmoid, [Double($0)])[0]) }
    let ones = [Float](repeating: 1, count: 64)
    for tier in tiers {
      var found = [Float](repeating: 0, count: 64)
      var span = found.mutableSpan
      TrainingKernels(tier: tier).derivative(
        .sigmoid, rows: 1, columns: 64, z: z.span, a: a.span, da: ones.span, into: &span)
      let expected = z.map { z -> Double in
        let s = PlainNetwork.apply(.sigmoid, [Double(z)])[0]
        return s * (1 - s)
      }
      #expect(difference([found.map(Double.init)], [expected]) < tolerance)
    }
  }

  // MARK: - Beyond the derivation

  @Test func sigmoidOutputsHaveCrossEntropyFromLogits() throws {
    let table = try makeTable(rows: m, features: 5, outputs: 3, loss: .binaryCrossEntropy)
    let run = try BatchRun(
      table, .binaryCrossEntropy, hidden: [], [], parameters: numbers(6 * 3, seed: 3))
    let z = run.workspace.last.preactivation.rows
    let t = run.workspace.targets.rows
    let losses = zip(z, t).map { PlainNetwork.loss(.binaryCrossEntropy, $0, $1) }
    #expect(abs(run.loss - losses.reduce(0, +) / Double(m)) < 1e-12)
    let expected = zip(z, t).map { z, t in
      zip(PlainNetwork.apply(.sigmoid, z), t).map { ($0 - $1) / Double(m) }
    }
    let found = run.workspace.last.preactivationGradient.rows
    #expect(difference(found, expected) < tolerance)
  }

  @Test func linearOutputsHaveSquaredError() throws {
    let table = try makeTable(rows: m, features: 5, outputs: 3, loss: .squaredError)
    let run = try BatchRun(
      table, .squaredError, hidden: [], [], parameters: numbers(6 * 3, seed: 3))
    let z = run.workspace.last.preactivation.rows
    let t = run.workspace.targets.rows
    let losses = zip(z, t).map { PlainNetwork.loss(.squaredError, $0, $1) }
    #expect(abs(run.loss - losses.reduce(0, +) / Double(m)) < 1e-12)
    let expected = zip(z, t).map { z, t in zip(z, t).map { ($0 - $1) / Double(m) } }
    let found = run.workspace.last.preactivationGradient.rows
    #expect(difference(found, expected) < tolerance)
  }

  @Test func huberLossIsLinearBeyondDelta() throws {
    let table = try makeTable(rows: m, features: 5, outputs: 3, loss: .huber(delta: 0.75))
    let run = try BatchRun(
      table, .huber(delta: 0.75), hidden: [], [], parameters: numbers(6 * 3, seed: 3))
    let z = run.workspace.last.preactivation.rows
    let t = run.workspace.targets.rows
    let losses = zip(z, t).map { PlainNetwork.loss(.huber(delta: 0.75), $0, $1) }
    #expect(abs(run.loss - losses.reduce(0, +) / Double(m)) < 1e-12)
    let expected = zip(z, t).map { z, t in
      zip(z, t).map { max(-0.75, min(0.75, $0 - $1)) / Double(m) }
    }
    #expect(zip(z, t).contains { zip($0, $1).contains { abs($0 - $1) > 0.75 } })
    let found = run.workspace.last.preactivationGradient.rows
    #expect(difference(found, expected) < tolerance)
  }

  @Test func labelSmoothingGivesAShareToAllClasses() throws {
    let run = try BatchRun(
      table, .negativeLogLikelihood, hidden: [], [], parameters: numbers(6 * 3, seed: 3),
      smoothing: 0.3)
    let t = run.workspace.targets.rows
    let expected = classes.map { y in (0..<3).map { 0.7 * ($0 == y ? 1 : 0) + 0.1 } }
    #expect(difference(t, expected) < 1e-7)
    let a = run.workspace.last.output.rows
    let gradient = zip(a, expected).map { a, t in zip(a, t).map { ($0 - $1) / Double(m) } }
    let found = run.workspace.last.preactivationGradient.rows
    #expect(difference(found, gradient) < tolerance)
  }

  @Test func weightsMultiplyARowsLossAndGradientAndDivideTheMean() throws {
    let own = (0..<m).map { Float($0 % 4) }
    let byClass = [0.5, 2, 1.25]
    let weighted = try TrainingTable(
      featureNames: table.featureNames, features: table.features, labels: table.labels,
      targets: table.targets, weights: own)
    let run = try BatchRun(
      weighted, .negativeLogLikelihood, hidden: [], [], parameters: numbers(6 * 3, seed: 3),
      classWeights: byClass)
    let weights = zip(own, classes).map { Double($0) * byClass[$1] }
    let sum = weights.reduce(0, +)
    let t = classes.map { y in (0..<3).map { $0 == y ? 1.0 : 0 } }
    let z = run.workspace.last.preactivation.rows
    let losses = zip(z, t).map { PlainNetwork.loss(.negativeLogLikelihood, $0, $1) }
    let mean = zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 } / sum
    #expect(abs(run.loss - mean) < 1e-12)
    let expected = run.workspace.last.output.rows.enumerated().map { i, a in
      zip(a, t[i]).map { ($0 - $1) * weights[i] / sum }
    }
    let found = run.workspace.last.preactivationGradient.rows
    #expect(difference(found, expected) < tolerance)
  }

  /// Through log-sum-exp and max(z, 0) - z t + ln(1 + exp(-|z|)), where the definitions overflow.
  @Test(arguments: tiers) func lossesOfHugeLogitsAreFinite(tier: KernelTier) {
    let z: [Float] = [1000, -1000, 0]
    let second: [Float] = [0, 1, 0]
    func loss(_ loss: Loss) -> Double {
      loss.ofRow(z.span, second.span, TrainingKernels(tier: tier))
    }
    #expect(loss(.negativeLogLikelihood) == 2000)
    #expect(loss(.binaryCrossEntropy) == 2000 + 0.6931471805599453)
  }
}
