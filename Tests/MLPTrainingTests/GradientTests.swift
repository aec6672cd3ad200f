import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// Every parameter's gradient against a central difference in double precision.
@Suite struct GradientTests {
  func check(
    _ widths: [Int], _ activations: [Activation], _ loss: Loss, rows: Int, seed: UInt64,
    tier: KernelTier = .best
  ) throws {
    let table = try makeTable(
      rows: rows, features: widths[0], outputs: widths[widths.count - 1], loss: loss)
    let count = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    let parameters = numbers(count, seed: seed, scale: 0.8)
    let run = try BatchRun(
      table, loss, hidden: Array(widths[1..<(widths.count - 1)]), activations,
      parameters: parameters, tier: tier)
    let plain = PlainNetwork(
      widths: widths, activations: activations + [.linear], loss: loss,
      parameters: parameters.map(Double.init))
    let x = run.workspace.input.rows
    let t = run.workspace.targets.rows
    #expect(abs(run.loss - plain.meanLoss(x, t)) <= 2e-6 * run.loss)
    let expected = plain.centralDifferences(x, t)
    let found = run.gradients.values
    let scale = expected.map(abs).max() ?? 0
    #expect(scale > 1e-3)
    for (i, (found, expected)) in zip(found, expected).enumerated() {
      let error = abs(Double(found) - expected)
      #expect(error <= 3e-6 * scale, "parameter \(i): \(found), expected \(expected)")
    }
  }

  @Test(arguments: Activation.all) func matchFiniteDifferences(activation: Activation) throws {
    try check([5, 7, 6, 3], [activation, activation], .negativeLogLikelihood, rows: 9, seed: 4)
  }

  @Test(arguments: Loss.all, tiers) func matchForEveryLossAndTier(
    loss: Loss, tier: KernelTier
  ) throws {
    try check([3, 8, 4], [.tanh], loss, rows: 6, seed: 5, tier: tier)
  }

  /// More than 64 outputs of a layer take other kernels than fewer do.
  @Test func matchForWideLayers() throws {
    try check([4, 70, 5, 66], [.silu(alpha: 1), .tanh], .squaredError, rows: 5, seed: 6)
  }

  @Test func matchWithoutHiddenLayers() throws {
    try check([6, 4], [], .negativeLogLikelihood, rows: 7, seed: 7)
  }

  @Test func matchForOneRow() throws {
    try check([6, 5, 2], [.sigmoid], .binaryCrossEntropy, rows: 1, seed: 8)
  }
}
