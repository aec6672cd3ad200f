import Elementary
import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// Each kernel against plain arithmetic, and every tier against the scalar one, bit for bit.
@Suite struct TrainingKernelTests {
  static let scalar = TrainingKernels(tier: .scalar)
  static let shapes = [(1, 1), (3, 10), (2, 16), (5, 17), (4, 33), (3, 48), (2, 64), (17, 70)]

  /// What `body` writes to `count` floats.
  func written(_ count: Int, _ body: (inout MutableSpan<Float>) -> Void) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    var span = values.mutableSpan
    body(&span)
    return values
  }

  /// h'(z) from the left, by a difference of second order of the formula.
  static func derivative(_ activation: Activation, _ z: Double) -> Double {
    let step = 1e-5
    let h = (0..<3).map { PlainNetwork.apply(activation, [z - Double($0) * step])[0] }
    return (3 * h[0] - 4 * h[1] + h[2]) / (2 * step)
  }

  /// The same bits as `Elementary`, whose exponential is held against the true one.
  @Test(arguments: tiers) func softmaxTermsAreThoseOfTheFormula(tier: KernelTier) {
    for count in [1, 2, 10, 16, 17, 40] {
      for scale: Float in [1, 50, 400] {
        let z: [Float] = numbers(count, seed: 3, scale: scale)
        let t: [Float] = numbers(count, seed: 4)
        let found = TrainingKernels(tier: tier).softmaxTerms(z.span, t.span)
        let shifted = z.map { Double($0) - Double(z.max()!) }
        #expect(found.sum == shifted.reduce(0) { $0 + exponential($1) })
        #expect(found.expected == zip(t, shifted).reduce(0) { $0 + Double($1.0) * $1.1 })
      }
    }
    let broken: [Float] = [0, .nan, 1]
    #expect(TrainingKernels(tier: tier).softmaxTerms(broken.span, broken.span).sum.isNaN)
  }

  @Test(arguments: elementwise) func derivativeIsThatOfTheFormula(activation: Activation) {
    for (rows, columns) in Self.shapes {
      let stride = RowLayout(columns: columns).stride
      var z = numbers(rows * stride, seed: 1, scale: 5)
      z[0] = 0
      let a = z.map { Float(PlainNetwork.apply(activation, [Double($0)])[0]) }
      let da = numbers(rows * stride, seed: 2)
      let found = tiers.map { tier in
        written(rows * stride) {
          TrainingKernels(tier: tier).derivative(
            activation, rows: rows, columns: columns, z: z.span, a: a.span, da: da.span, into: &$0)
        }
      }
      for other in found { #expect(bits(other) == bits(found[0])) }
      for i in 0..<rows {
        for j in 0..<columns {
          let at = i * stride + j
          let expected = Self.derivative(activation, Double(z[at])) * Double(da[at])
          let error = abs(Double(found[0][at]) - expected)
          #expect(error < 1e-6 * max(1, abs(expected)), "\(z[at])")
        }
      }
    }
  }

  /// At a kink the slope is that of the left side; where a function is flat, 0 and not NaN.
  @Test(arguments: tiers) func derivativesAtTheEdges(tier: KernelTier) {
    let z: [Float] = [0, -0.0, .infinity, -.infinity]
    let expected: [(Activation, [Float])] = [
      (.linear, [1, 1, 1, 1]), (.relu, [0, 0, 1, 0]), (.relu6, [0, 0, 0, 0]),
      (.leakyReLU(negativeSlope: 0.5), [0.5, 0.5, 1, 0.5]),
      (.clippedReLU(negativeSlope: 0.5, threshold: 0, maximum: 9), [0.5, 0.5, 0, 0.5]),
      (.threshold(theta: 0, value: 1), [0, 0, 1, 0]),
      (.hardSigmoid(alpha: 0.25, beta: 0), [0, 0, 0, 0]),
      (.hardTanh(minimum: -1, maximum: 1), [1, 1, 0, 0]), (.hardSiLU, [0.5, 0.5, 1, 0]),
      (.elu(alpha: 2), [2, 2, 1, 0]), (.celu(alpha: 2), [1, 1, 1, 0]),
      (.selu(alpha: 2, scale: 3), [6, 6, 3, 0]), (.exponential, [1, 1, .infinity, 0]),
      (.sigmoid, [0.25, 0.25, 0, 0]), (.logSigmoid, [0.5, 0.5, 0, 1]),
      (.softplus(beta: 2), [0.5, 0.5, 1, 0]), (.squareplus(b: 4), [0.5, 0.5, 1, 0]),
      (.softsign, [1, 1, 0, 0]), (.tanh, [1, 1, 0, 0]), (.silu(alpha: 2), [0.5, 0.5, 1, 0]),
      (.mish, [0.6, 0.6, 1, 0]), (.gelu, [0.5, 0.5, 1, 0]), (.geluTanh, [0.5, 0.5, 1, 0]),
    ]
    #expect(expected.map(\.0.tag) == elementwise.map(\.tag))
    for (activation, expected) in expected {
      var padded = [Float](repeating: 0, count: 16)
      for i in z.indices { padded[i] = z[i] }
      let a = written(16) {
        DenseKernels(tier: tier).activate(activation, rows: 1, columns: 4, padded.span, into: &$0)
      }
      let ones = [Float](repeating: 1, count: 16)
      let found = written(16) {
        TrainingKernels(tier: tier).derivative(
          activation, rows: 1, columns: 4, z: padded.span, a: a.span, da: ones.span, into: &$0)
      }
      for (found, expected) in zip(found, expected) {
        #expect(found == expected || abs(found - expected) < 1e-6, "\(activation)")
      }
    }
  }

  @Test func softmaxBackwardIsItsJacobianTimesTheGradient() {
    expectBackward(of: .softmax, within: 1e-6) { _, a, d in
      a.indices.map { j in
        a.indices.reduce(0) { $0 + d[$1] * a[$1] * (($1 == j ? 1 : 0) - a[j]) }
      }
    }
  }

  @Test func logSoftmaxBackwardIsItsJacobianTimesTheGradient() {
    expectBackward(of: .logSoftmax, within: 1e-5) { z, _, d in
      let p = PlainNetwork.apply(.softmax, z)
      return d.indices.map { j in d[j] - p[j] * d.reduce(0, +) }
    }
  }

  /// Holds the gradient of an activation of whole rows, the same bits on every tier, against
  /// `expected`: of a row's z, a = h(z) and gradient by a.
  private func expectBackward(
    of activation: Activation, within tolerance: Double,
    _ expected: (_ z: [Double], _ a: [Double], _ da: [Double]) -> [Double]
  ) {
    for (rows, columns) in Self.shapes {
      let stride = RowLayout(columns: columns).stride
      let da = numbers(rows * stride, seed: 3)
      let z = numbers(rows * stride, seed: 4, scale: 3)
      let a = written(rows * stride) {
        DenseKernels(tier: .scalar).activate(
          activation, rows: rows, columns: columns, z.span, into: &$0)
      }
      let found = tiers.map { tier in
        written(rows * stride) {
          TrainingKernels(tier: tier).derivative(
            activation, rows: rows, columns: columns, z: z.span, a: a.span, da: da.span, into: &$0)
        }
      }
      for other in found { #expect(bits(other) == bits(found[0])) }
      for i in 0..<rows {
        let row = (i * stride)..<(i * stride + columns)
        let values = expected(
          z[row].map(Double.init), a[row].map(Double.init), da[row].map(Double.init))
        for j in 0..<columns {
          #expect(abs(Double(found[0][i * stride + j]) - values[j]) < tolerance)
        }
      }
    }
  }

  @Test(arguments: tiers) func piecesOfWeightsAreTransposed(tier: KernelTier) throws {
    for (inputs, outputs) in [
      (1, 1), (3, 10), (16, 16), (5, 70), (70, 5), (32, 48), (200, 100), (1100, 20), (600, 65),
    ] {
      let layout = try ParameterLayout(widths: [1, inputs, outputs])
      let network = try TrainableNetwork(layout, [.linear, .linear])
      let w = numbers(inputs * outputs, seed: 5)
      network.parameters.layers[1].pack(w.span)
      network.transposeAll(TrainingKernels(tier: tier))
      let found = written(w.count) { network.transposedWeights[1]?.unpack(into: &$0) }
      let expected = w.indices.map { w[$0 % inputs * outputs + $0 / inputs] }
      #expect(bits(found) == bits(expected), "\(inputs) x \(outputs)")
    }
  }

  @Test(arguments: tiers) func rowsAreLoadedScaledAndPadded(tier: KernelTier) {
    let kernels = TrainingKernels(tier: tier)
    for columns in [1, 10, 16, 33, 70] {
      let stride = RowLayout(columns: columns).stride
      let (x, offset, scale) = (
        numbers(3 * columns, seed: 6), numbers(columns, seed: 7), numbers(columns, seed: 8)
      )
      let rows: [UInt32] = [2, 0]
      let found = written(2 * stride) {
        kernels.loadRows(
          rows.span, of: x.span, offset: offset.span, scale: scale.span, into: &$0)
      }
      var expected: [Float] = []
      for row in rows {
        let scaled = (0..<columns).map { (x[Int(row) * columns + $0] - offset[$0]) * scale[$0] }
        expected += scaled + [Float](repeating: 0, count: stride - columns)
      }
      #expect(bits(found) == bits(expected))
    }
  }

  /// One chain of fused multiply-adds for each weight, one of sums for each bias, over the rows in their order.
  @Test(arguments: tiers) func gradientsOfWeightsAreSumsOverRowsInTheirOrder(tier: KernelTier)
    throws
  {
    let kernels = TrainingKernels(tier: tier)
    for (rows, inputs, outputs) in [
      (1, 1, 1), (3, 5, 10), (2, 30, 16), (5, 17, 33), (4, 13, 48), (7, 16, 64), (17, 40, 70),
      (6, 3, 3), (2, 1100, 2),
    ] {
      let layout = try ParameterLayout(widths: [inputs, outputs])
      let stride = RowLayout(columns: inputs).stride
      let dzStride = RowLayout(columns: outputs).stride
      let (a, dz) = (numbers(rows * stride, seed: 9), numbers(rows * dzStride, seed: 10))
      var panels = [Float](repeating: 0, count: rows * TrainingKernels.gradientWidth(outputs))
      var span = panels.mutableSpan
      for part in [0..<rows / 2, rows / 2..<rows] {
        kernels.packRows(
          part, of: rows, columns: outputs, dz.span.extracting((part.lowerBound * dzStride)...),
          into: &span)
      }
      let gradients = try ParameterVector(layout)
      for piece in layout.pieces {
        gradients.buffer.withMutableSpan(piece.weights) {
          kernels.weightGradient(
            piece, rows: rows, a: a.span, stride: stride, panels: panels.span, into: &$0)
        }
        guard !piece.bias.isEmpty else { continue }
        gradients.buffer.withMutableSpan(piece.bias) {
          kernels.columnSums(piece, rows: rows, panels: panels.span, into: &$0)
        }
      }
      let weights = (0..<inputs * outputs).map { i in
        (0..<rows).reduce(Float(0)) {
          $0.addingProduct(a[$1 * stride + i / outputs], dz[$1 * dzStride + i % outputs])
        }
      }
      let bias = (0..<outputs).map { j in
        (0..<rows).reduce(Float(0)) { $0 + dz[$1 * dzStride + j] }
      }
      #expect(bits(gradients.values) == bits(weights + bias), "\(inputs) x \(outputs)")
    }
  }

  @Test(arguments: tiers) func outputGradientIsTheDifferenceTimesTheRowsFactor(tier: KernelTier) {
    for (rows, columns) in Self.shapes {
      let stride = RowLayout(columns: columns).stride
      let (a, t) = (numbers(rows * stride, seed: 10), numbers(rows * stride, seed: 11))
      let factors = numbers(rows, seed: 12)
      let found = written(rows * stride) {
        TrainingKernels(tier: tier).outputGradient(
          rows: rows, columns: columns, a: a.span, t: t.span, factors: factors.span, into: &$0)
      }
      let limited = written(rows * stride) {
        TrainingKernels(tier: tier).outputGradient(
          rows: rows, columns: columns, a: a.span, t: t.span, factors: factors.span, delta: 0.5,
          into: &$0)
      }
      let errors = a.indices.map { a[$0] - t[$0] }
      let expected = errors.indices.map { errors[$0] * factors[$0 / stride] }
      let expectedOfHuber = errors.indices.map {
        min(max(errors[$0], -0.5), 0.5) * factors[$0 / stride]
      }
      // The padding is not defined.
      for i in errors.indices where i % stride < columns {
        #expect(found[i].bitPattern == expected[i].bitPattern)
        #expect(limited[i].bitPattern == expectedOfHuber[i].bitPattern)
      }
    }
  }
}
