import Foundation
import MLPKernels
import MLPModel
import Testing

/// Each activation against its formula in double precision, and its edges.
@Suite struct ActivationTests {
  static func formula(_ activation: Activation, _ z: Double) -> Double {
    switch activation {
    case .linear: z
    case .relu: Swift.max(0, z)
    case .leakyReLU(let slope): z > 0 ? z : Double(slope) * z
    case .elu(let alpha): z > 0 ? z : Double(alpha) * expm1(z)
    case .sigmoid: 1 / (1 + exp(-z))
    case .hardSigmoid(let alpha, let beta): min(1, max(0, Double(alpha) * z + Double(beta)))
    case .tanh: Foundation.tanh(z)
    case .softsign: z / (1 + abs(z))
    case .silu: z / (1 + exp(-z))
    case .softmax: .nan
    }
  }

  static let elementwise = Activation.all.filter { $0 != .softmax }

  @Test(arguments: elementwise) func isCloseToItsFormula(activation: Activation) throws {
    var z: [Float] = [0]
    for exponent in -30..<7 {
      for step in 0..<64 {
        let magnitude = Float(sign: .plus, exponent: exponent, significand: 1 + Float(step) / 64)
        if magnitude < 80 { z += [magnitude, -magnitude] }
      }
    }
    var a = [Float](repeating: 0, count: RowLayout(columns: z.count).stride)
    z += [Float](repeating: 0, count: a.count - z.count)
    for tier in tiers {
      var span = a.mutableSpan
      DenseKernels(tier: tier).activate(
        activation, rows: 1, columns: z.count, z.span, into: &span)
      var worst = 0.0
      for (z, a) in zip(z, a) {
        let expected = Self.formula(activation, Double(z))
        worst = max(worst, abs(Double(a) - expected) / Double(Float(expected).ulp))
      }
      #expect(worst <= 3, "\(activation) on \(tier): \(worst) ULP")
    }
  }

  @Test(arguments: tiers) func edgesAreDefined(tier: KernelTier) {
    let edges: [Float] = [.infinity, -.infinity, .nan, -0.0, 1000, -1000]
    let expected: [(Activation, [Float])] = [
      (.linear, [.infinity, -.infinity, .nan, -0.0, 1000, -1000]),
      (.relu, [.infinity, 0, .nan, -0.0, 1000, 0]),
      (.leakyReLU(negativeSlope: 0.5), [.infinity, -.infinity, .nan, -0.0, 1000, -500]),
      (.elu(alpha: 2), [.infinity, -2, .nan, -0.0, 1000, -2]),
      (.sigmoid, [1, 0, .nan, 0.5, 1, 0]),
      (.hardSigmoid(alpha: 0.5, beta: 0.25), [1, 0, .nan, 0.25, 1, 0]),
      (.tanh, [1, -1, .nan, -0.0, 1, -1]),
      (.softsign, [1, -1, .nan, -0.0, 1000 / 1001, -1000 / 1001]),
      (.silu, [.infinity, -0.0, .nan, -0.0, 1000, -0.0]),
    ]
    #expect(expected.map(\.0.tag) == Self.elementwise.map(\.tag))
    for (activation, values) in expected {
      var z = edges
      z += [Float](repeating: 0, count: 16 - z.count)
      var a = [Float](repeating: 0, count: 16)
      var span = a.mutableSpan
      DenseKernels(tier: tier).activate(activation, rows: 1, columns: 6, z.span, into: &span)
      for (i, value) in values.enumerated() {
        let same = value.isNaN ? a[i].isNaN : a[i] == value && a[i].sign == value.sign
        #expect(same, "\(activation)(\(edges[i])) = \(a[i]), expected \(value)")
      }
    }
  }

  @Test(arguments: tiers) func softmaxIsADistribution(tier: KernelTier) {
    for columns in [1, 2, 10, 16, 17, 100] {
      let stride = RowLayout(columns: columns).stride
      var z = numbers(2 * stride, seed: 3, scale: 50)
      for j in 0..<columns { z[stride + j] = 300 - z[j] }
      var a = [Float](repeating: 1, count: 2 * stride)
      var span = a.mutableSpan
      DenseKernels(tier: tier).activate(.softmax, rows: 2, columns: columns, z.span, into: &span)
      for row in 0..<2 {
        let p = a[(row * stride)..<(row * stride + columns)].map(Double.init)
        // The contract takes the maximum off in float32, which rounds.
        let logits = z[(row * stride)..<(row * stride + columns)]
        let shifted = logits.map { Double($0 - (logits.max() ?? 0)) }
        let sum = shifted.map(exp).reduce(0, +)
        #expect(abs(p.reduce(0, +) - 1) < 1e-6)
        for (p, z) in zip(p, shifted) {
          let expected = exp(z) / sum
          #expect(abs(p - expected) <= 1e-6 * expected + 1e-44)
        }
        #expect(a[(row * stride + columns)..<((row + 1) * stride)].allSatisfy { $0 == 0 })
      }
    }
  }
}
