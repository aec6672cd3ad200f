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
    return try FloatBlock(network.outputs(of: inputs))
  }

  /// Rows to check the model with at every load: never training rows.
  ///
  /// Row 0 has every number at its minimum, row 1 at its maximum (0 and 1 where the range is
  /// unknown); the others are drawn uniformly in the ranges, from the stream "VERI" of
  /// `seed` (SCHEMA.md, "Random numbers"). Of a column of text row 0 has the first level, row 1 the last,
  /// the others each level alike. The outputs are ``referenceOutputs(for:)``.
  ///
  /// - Throws: `OutOfMemory`, or `InvalidModel` where an output is not finite.
  public func verificationRows(_ rows: Int, seed: UInt64) throws -> VerificationRows {
    var generator = Philox(seed: seed, stream: 0x5645_5249 << 32)
    var inputs: [Float] = []
    inputs.reserveCapacity(rows * inputCount)
    for row in 0..<rows {
      for column in input.columns {
        // How far from the lowest to the highest.
        let u = row == 0 ? 0 : row == 1 ? 1 : generator.unitFloat()
        switch column {
        case .number(let feature):
          let range = feature.range ?? 0...1
          inputs.append(range.value(at: u))
        case .category(let category):
          let count = category.levels.count
          let level = min(count - 1, Int(u * Float(count)))
          inputs += (0..<count).map { $0 == level ? 1 : 0 }
        }
      }
    }
    let block = try FloatBlock(inputs)
    return VerificationRows(inputs: block, outputs: try referenceOutputs(for: block))
  }
}

extension ClosedRange<Float> {
  /// The number at `u` of the way from the lower bound, 0, to the upper one, 1; the bounds to the bit.
  fileprivate func value(at u: Float) -> Float {
    switch u {
    case 0: lowerBound
    case 1: upperBound
    default: lowerBound * (1 - u) + upperBound * u
    }
  }
}
