import MLPKernels
import MLPModel
import Storage
import Testing

/// y = x W + b: every tier equals the written contract, whatever the shape and the number of rows.
@Suite struct DenseTests {
  static let widths = [1, 2, 3, 5, 8, 10, 16, 17, 33, 64, 65, 80, 97, 130, 257]

  @Test(arguments: tiers) func equalsTheContract(tier: KernelTier) throws {
    for outputs in Self.widths {
      for inputs in [1, 3, 4, 7, 16, 19, 64, 131] {
        let model = try makeModel([inputs, outputs], hidden: .linear)
        let rows = 13
        let x = numbers(rows * inputs, seed: 42)
        let weights = model.layers[0].weights.array
        let bias = model.layers[0].bias.array
        let expected = (0..<rows).flatMap { r in
          referenceDense(
            Array(x[(r * inputs)..<((r + 1) * inputs)]), weights, bias, inputs: inputs,
            outputs: outputs)
        }
        for batch in [1, 5, 13] {
          let found = try run(model, tier: tier, rows: rows, batch: batch, x)
          #expect(bits(found) == bits(expected), "\(inputs) x \(outputs), batch \(batch)")
        }
      }
    }
  }

  @Test func unpackingGivesBackWhatWasPacked() throws {
    for (inputs, outputs) in [(7, 3), (20, 40), (33, 100), (5, 65), (3, 128)] {
      let weights = numbers(inputs * outputs, seed: 5)
      let packed = try PackedWeights(inputCount: inputs, outputCount: outputs)
      packed.pack(weights.span)
      var unpacked = [Float](repeating: .nan, count: weights.count)
      var span = unpacked.mutableSpan
      packed.unpack(into: &span)
      #expect(bits(unpacked) == bits(weights))
    }
  }
}
