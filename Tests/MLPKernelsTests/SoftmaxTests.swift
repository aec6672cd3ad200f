import Foundation
import MLPKernels
import MLPModel
import Testing

/// Softmax and its logarithm of rows against their formulas in double precision, and their edges.
@Suite struct SoftmaxTests {
  /// One row of z through a whole-row activation; `stride` floats come back.
  func row(_ activation: Activation, _ z: [Float], tier: KernelTier) -> [Float] {
    let stride = RowLayout(columns: z.count).stride
    // Padding that must not matter.
    let padded = z + [Float](repeating: 1e30, count: stride - z.count)
    var a = [Float](repeating: 1, count: stride)
    var span = a.mutableSpan
    DenseKernels(tier: tier).activate(
      activation, rows: 1, columns: z.count, padded.span, into: &span)
    return a
  }

  @Test(arguments: tiers, [1, 2, 3, 8, 10, 15, 16, 17, 32, 100])
  func areTheirFormulas(tier: KernelTier, columns: Int) {
    for scale in [0.01, 1, 30, 1e5] as [Float] {
      let z = numbers(columns, seed: 3, scale: scale)
      let maximum = Double(z.max() ?? 0)
      let others = z.map { exp(Double($0) - maximum) }.sorted().dropLast().reduce(0, +)
      let p = row(.softmax, z, tier: tier)
      let logP = row(.logSoftmax, z, tier: tier)
      for j in 0..<columns {
        let expected = exp(Double(z[j]) - maximum) / (1 + others)
        #expect(abs(Double(p[j]) - expected) <= 0.7 * Double(Float(expected).ulp))
        let expectedLog = Double(z[j]) - maximum - log1p(others)
        // The sum of the exponentials has an error of its own, of 2^-52 where it is near 1.
        let tolerance = 0.7 * Double(Float(expectedLog).ulp) + 0x1p-50
        #expect(abs(Double(logP[j]) - expectedLog) <= tolerance)
      }
      #expect(p[columns...].allSatisfy { $0 == 0 })
      #expect(logP[columns...].allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: tiers, [1, 2, 4, 7, 8, 16, 17, 31, 32, 100, 333])
  func equalTheContract(tier: KernelTier, columns: Int) {
    for scale in [0.01, 5, 200] as [Float] {
      let z = numbers(columns, seed: 4, scale: scale)
      for activation in [Activation.softmax, .logSoftmax] {
        let expected = referenceSoftmax(z, logarithm: activation == .logSoftmax)
        #expect(bits(Array(row(activation, z, tier: tier)[..<columns])) == bits(expected))
      }
    }
  }

  @Test(arguments: tiers) func edgesAreDefined(tier: KernelTier) {
    for columns in [3, 20] {
      let rest = [Float](repeating: -.infinity, count: columns - 3)
      #expect(row(.softmax, [-.infinity, 7, 7] + rest, tier: tier)[..<3] == [0, 0.5, 0.5])
      let logs = row(.logSoftmax, [-.infinity, 7, 7] + rest, tier: tier)[..<3]
      #expect(logs == [-.infinity, -0.6931472, -0.6931472])
      // Far apart, and beyond what exp or a difference of floats can hold.
      #expect(row(.softmax, [3e38, -3e38, 0] + rest, tier: tier)[..<3] == [1, 0, 0])
      for bad in [[.nan, 0, 1], [0, .infinity, 1], [-.infinity, -.infinity, -.infinity]]
        as [[Float]]
      {
        #expect(row(.softmax, bad + rest, tier: tier)[..<columns].allSatisfy { $0.isNaN })
        #expect(row(.logSoftmax, bad + rest, tier: tier)[..<columns].allSatisfy { $0.isNaN })
      }
    }
  }

  /// ln p of the likely class keeps its digits where p itself rounds to 1.
  @Test(arguments: tiers) func likelyClassKeepsItsLogarithm(tier: KernelTier) {
    let found = row(.logSoftmax, [20, 0], tier: tier)[0]
    #expect(abs(Double(found) + log1p(exp(-20))) < 1e-15)
  }
}
