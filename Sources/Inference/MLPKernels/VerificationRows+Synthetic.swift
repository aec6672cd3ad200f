import MLPModel
import Random
import Storage

extension MultilayerPerceptron {
  /// The outputs that arithmetic version 1 defines for `inputs` [rows, features]: one plain forward
  /// pass on the scalar tier, which every other tier must equal bit for bit.
  ///
  /// - Throws: `OutOfMemory`.
  public func referenceOutputs(for inputs: FloatBlock) throws -> FloatBlock {
    let network = try PackedNetwork(self, tier: .scalar)
    return try FloatBlock(network.outputs(of: inputs.array))
  }

  /// Rows to check the model with at every load: never training rows.
  ///
  /// Row 0 has every feature at its minimum, row 1 at its maximum (0 and 1 where the range is
  /// unknown); the others are drawn uniformly in the ranges, from the stream "VERI" of
  /// `seed` (SCHEMA.md, "Random numbers"). The outputs are ``referenceOutputs(for:)``.
  ///
  /// - Throws: `OutOfMemory`, or `InvalidModel` where an output is not finite.
  public func verificationRows(_ rows: Int, seed: UInt64) throws -> VerificationRows {
    var generator = Philox(seed: seed, stream: 0x5645_5249 << 32)
    var inputs: [Float] = []
    inputs.reserveCapacity(rows * inputCount)
    for row in 0..<rows {
      for feature in input.features {
        let low = feature.range?.lowerBound ?? 0
        let high = feature.range?.upperBound ?? 1
        switch row {
        case 0: inputs.append(low)
        case 1: inputs.append(high)
        default:
          let u = generator.unitFloat()
          inputs.append(low * (1 - u) + high * u)
        }
      }
    }
    let block = try FloatBlock(inputs)
    return VerificationRows(inputs: block, outputs: try referenceOutputs(for: block))
  }

}
