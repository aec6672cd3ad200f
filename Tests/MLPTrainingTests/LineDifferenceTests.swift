import MLPModel
import Testing

@testable import MLPTraining

/// Each line of the backward pass against central differences of the loss in double precision: by what
/// the line is the gradient of, the rest of the network as it is. Those of dW_k and db_k are in
/// ``GradientTests``.
@Suite struct LineDifferenceTests {
  private static let widths = [5, 8, 6, 3]
  private let rows = 7
  private let tolerance = 3e-6

  private func run(
    _ loss: Loss, smoothing: Double = 0, classWeights: [Double]? = nil
  ) throws -> (BatchRun, PlainNetwork) {
    let table = try makeTable(rows: rows, features: 5, outputs: 3, loss: loss)
    let parameters = numbers(6 * 8 + 9 * 6 + 7 * 3, seed: 12)
    let run = try BatchRun(
      table, loss, hidden: [8, 6], [.tanh, .silu(alpha: 1)], parameters: parameters,
      smoothing: smoothing, classWeights: classWeights)
    let plain = PlainNetwork(
      widths: Self.widths, activations: [.tanh, .silu(alpha: 1), .linear], loss: loss,
      parameters: parameters.map(Double.init))
    return (run, plain)
  }

  /// Differences of J by each row of a table, through `logits`; a row counts its weight's share of J.
  private func differences(
    _ run: BatchRun, _ plain: PlainNetwork, at table: [[Double]], weights: [Double]? = nil,
    _ logits: ([Double]) -> [Double]
  ) -> [[Double]] {
    let weights = weights ?? [Double](repeating: 1, count: table.count)
    let sum = weights.reduce(0, +)
    let targets = run.workspace.targets.rows
    return table.indices.map { i in
      PlainNetwork.centralDifferences(
        of: { weights[i] / sum * PlainNetwork.loss(plain.loss, logits($0), targets[i]) },
        at: table[i])
    }
  }

  @Test(arguments: Loss.all) func outputPreactivation(loss: Loss) throws {
    let (run, plain) = try run(loss)
    let expected = differences(run, plain, at: run.workspace.last.preactivation.rows) { $0 }
    #expect(difference(run.workspace.last.preactivationGradient.rows, expected) < tolerance)
  }

  @Test(arguments: [Loss.negativeLogLikelihood, .binaryCrossEntropy])
  func outputPreactivationOfSmoothedLabels(loss: Loss) throws {
    let (run, plain) = try run(loss, smoothing: 0.2)
    let expected = differences(run, plain, at: run.workspace.last.preactivation.rows) { $0 }
    #expect(difference(run.workspace.last.preactivationGradient.rows, expected) < tolerance)
  }

  @Test func outputPreactivationOfWeightedRows() throws {
    let byClass = [0.5, 2, 1.25]
    let (run, plain) = try run(.negativeLogLikelihood, classWeights: byClass)
    let weights = run.workspace.targets.rows.map { t in
      zip(t, byClass).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(Set(weights).count == 3)
    let expected = differences(
      run, plain, at: run.workspace.last.preactivation.rows, weights: weights
    ) { $0 }
    #expect(difference(run.workspace.last.preactivationGradient.rows, expected) < tolerance)
  }

  /// ∂l/∂a_L = -e(y) ⊘ a_L, which is never computed, is the derivative of l = -ln a_L[y].
  @Test func outputProbability() throws {
    let (run, _) = try run(.negativeLogLikelihood)
    for (a, t) in zip(run.workspace.last.output.rows, run.workspace.targets.rows) {
      let expected = PlainNetwork.centralDifferences(
        of: { -zip(t, $0).reduce(0) { $0 + $1.0 * PlainNetwork.logarithm($1.1) } }, at: a, h: 1e-6)
      #expect(difference([zip(a, t).map { -$1 / $0 }], [expected]) < 1e-7)
    }
  }

  @Test(arguments: Loss.all) func previousActivation(loss: Loss) throws {
    let (run, plain) = try run(loss)
    for k in 2...3 {
      let a = run.workspace.layers[k - 2].output.rows
      let expected = differences(run, plain, at: a) { plain.logits(from: $0, after: k - 1) }
      let found = run.workspace.layers[k - 1].inputGradient.rows
      #expect(difference(found, expected) < tolerance, "da_\(k - 1)")
    }
  }

  @Test(arguments: Loss.all) func previousPreactivation(loss: Loss) throws {
    let (run, plain) = try run(loss)
    for k in 1...2 {
      let z = run.workspace.layers[k - 1].preactivation.rows
      let expected = differences(run, plain, at: z) { plain.logits(from: $0, of: k) }
      let found = run.workspace.layers[k - 1].preactivationGradient.rows
      #expect(difference(found, expected) < tolerance, "dα_\(k)")
    }
  }

  @Test func sigmoidDerivative() {
    let z = numbers(64, seed: 9, scale: 6)
    let a = z.map { Float(PlainNetwork.apply(.sigmoid, [Double($0)])[0]) }
    let ones = [Float](repeating: 1, count: 64)
    var found = [Float](repeating: 0, count: 64)
    var span = found.mutableSpan
    TrainingKernels(tier: .best).derivative(
      .sigmoid, rows: 1, columns: 64, z: z.span, a: a.span, da: ones.span, into: &span)
    let expected = PlainNetwork.centralDifferences(
      of: { PlainNetwork.apply(.sigmoid, $0).reduce(0, +) }, at: z.map(Double.init))
    #expect(difference([found.map(Double.init)], [expected]) < tolerance)
  }
}
