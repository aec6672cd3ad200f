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

  @Test(arguments: elementwise) func derivativeIsThatOfTheFormula(activation: Activation) {
    for (rows, columns) in Self.shapes {
      let stride = RowLayout(columns: columns).stride
      var z = numbers(rows * stride, seed: 1, scale: 5)
      z[0] = 0
      let a = z.map { Float(PlainNetwork.apply(activation, [Double($0)])[0]) }
      let da = numbers(rows * stride, seed: 2)
      let found = tiers.map { tier in
        written(rows * columns) {
          TrainingKernels(tier: tier).derivative(
            activation, rows: rows, columns: columns, z: z.span, a: a.span, da: da.span, into: &$0)
        }
      }
      for other in found { #expect(bits(other) == bits(found[0])) }
      for i in 0..<rows {
        for j in 0..<columns {
          let at = i * stride + j
          let expected = Self.derivative(activation, Double(z[at])) * Double(da[at])
          let error = abs(Double(found[0][i * columns + j]) - expected)
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
      let found = written(4) {
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
        written(rows * columns) {
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
          #expect(abs(Double(found[0][i * columns + j]) - values[j]) < tolerance)
        }
      }
    }
  }

  @Test(arguments: tiers) func transposeSwapsRowsAndColumns(tier: KernelTier) {
    for (rows, columns) in Self.shapes + [(16, 16), (32, 48), (19, 35), (40, 3)] {
      let x = numbers(rows * (columns + 3), seed: 5)
      let found = written(columns * (rows + 2)) {
        TrainingKernels(tier: tier).transpose(
          rows: rows, columns: columns, x.span, xStride: columns + 3, into: &$0, yStride: rows + 2)
      }
      for i in 0..<rows {
        for j in 0..<columns {
          #expect(found[j * (rows + 2) + i] == x[i * (columns + 3) + j])
        }
      }
      // What lies between the rows of the result belongs to others.
      #expect(
        columns == 1 || (0..<(columns - 1)).allSatisfy { found[$0 * (rows + 2) + rows].isNaN })
    }
  }

  @Test(arguments: tiers) func rowsAreScaledPaddedAndCompacted(tier: KernelTier) {
    let kernels = TrainingKernels(tier: tier)
    for columns in [1, 10, 16, 33, 70] {
      let stride = RowLayout(columns: columns).stride
      let (x, offset, scale) = (
        numbers(columns, seed: 6), numbers(columns, seed: 7), numbers(columns, seed: 8)
      )
      let row = written(stride) {
        kernels.scaleRow(x.span, offset: offset.span, scale: scale.span, into: &$0)
      }
      let expected = (0..<columns).map { (x[$0] - offset[$0]) * scale[$0] }
      #expect(bits(row) == bits(expected + [Float](repeating: 0, count: stride - columns)))
      let compact = written(2 * columns) {
        kernels.compact(rows: 2, columns: columns, (row + row).span, into: &$0)
      }
      #expect(bits(compact) == bits(expected + expected))
    }
  }

  @Test(arguments: tiers) func columnSumsAddRowsInTheirOrder(tier: KernelTier) {
    for (rows, columns) in Self.shapes {
      let x = numbers(rows * columns, seed: 9)
      let found = written(columns) {
        TrainingKernels(tier: tier).columnSums(rows: rows, columns: columns, x.span, into: &$0)
      }
      let expected = (0..<columns).map { j in
        (0..<rows).reduce(Float(0)) { $0 + x[$1 * columns + j] }
      }
      #expect(bits(found) == bits(expected))
    }
  }

  @Test(arguments: tiers) func outputGradientIsTheDifferenceTimesTheRowsFactor(tier: KernelTier) {
    for (rows, columns) in Self.shapes {
      let stride = RowLayout(columns: columns).stride
      let (a, t) = (numbers(rows * stride, seed: 10), numbers(rows * stride, seed: 11))
      let factors = numbers(rows, seed: 12)
      let found = written(rows * columns) {
        TrainingKernels(tier: tier).outputGradient(
          rows: rows, columns: columns, a: a.span, t: t.span, factors: factors.span, into: &$0)
      }
      let limited = written(rows * columns) {
        TrainingKernels(tier: tier).outputGradient(
          rows: rows, columns: columns, a: a.span, t: t.span, factors: factors.span, delta: 0.5,
          into: &$0)
      }
      var expected: [Float] = []
      var expectedOfHuber: [Float] = []
      for i in 0..<rows {
        for j in 0..<columns {
          let error = a[i * stride + j] - t[i * stride + j]
          expected.append(error * factors[i])
          expectedOfHuber.append(min(max(error, -0.5), 0.5) * factors[i])
        }
      }
      #expect(bits(found) == bits(expected))
      #expect(bits(limited) == bits(expectedOfHuber))
    }
  }
}
