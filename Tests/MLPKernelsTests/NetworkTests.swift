import MLPKernels
import MLPModel
import Storage
import Testing
import Threads

/// A whole network: the same bits in every tier, for any number of rows in a call.
@Suite struct NetworkTests {
  /// The outputs of one row as SCHEMA.md has them.
  static func contract(_ model: MultilayerPerceptron, _ x: [Float]) -> [Float] {
    var a = zip(x, model.input.features).map { ($0 - $1.offset) * $1.scale }
    for (k, layer) in model.layers.enumerated() {
      var z = referenceDense(
        a, layer.weights.array, layer.bias.array, inputs: layer.inputCount,
        outputs: layer.outputCount)
      if k == model.layers.count - 1 { z = z.map { $0 / model.output.temperature } }
      a = referenceActivations(layer.activation, z)
    }
    return a.map { $0.isNaN ? .nan : $0 }
  }

  @Test(arguments: Activation.all) func equalsTheContract(hidden: Activation) throws {
    for widths in [[5, 19, 10], [30, 100, 65, 7]] {
      let model = try makeModel(widths, hidden: hidden, task: .classification, scaled: true)
      let rows = 5
      let x = numbers(rows * widths[0], seed: 1, scale: 3)
      let expected = stride(from: 0, to: x.count, by: widths[0]).flatMap {
        Self.contract(model, Array(x[$0..<($0 + widths[0])]))
      }
      let found = try run(model, tier: .best, rows: rows, batch: rows, x)
      #expect(bits(found) == bits(expected))
    }
  }

  @Test(arguments: Activation.all) func sameBitsInEveryTierAndBatch(hidden: Activation) throws {
    let rows = 70
    for widths in [[5, 19, 10], [30, 100, 65, 7]] {
      let model = try makeModel(widths, hidden: hidden, task: .classification, scaled: true)
      let x = numbers(rows * widths[0], seed: 1, scale: 3)
      let expected = bits(try run(model, tier: .scalar, rows: rows, batch: rows, x))
      for tier in tiers {
        for batch in 1...rows where tier != .scalar || batch % 23 == 0 {
          let found = bits(try run(model, tier: tier, rows: rows, batch: batch, x))
          #expect(found == expected, "\(tier), batch \(batch)")
        }
      }
    }
  }

  /// Several threads that share the columns of every layer give what one gives.
  @Test(arguments: Activation.all) func sameBitsTogether(hidden: Activation) throws {
    for widths in [[5, 19, 130, 10], [30, 300, 65, 97]] {
      let model = try makeModel(widths, hidden: hidden, task: .classification, scaled: true)
      for tier in tiers where tier != .scalar {
        let network = try PackedNetwork(model, tier: tier)
        for rows in [1, 2, 5, 13] {
          let x = numbers(rows * widths[0], seed: 4, scale: 3)
          let expected = bits(try run(model, tier: tier, rows: rows, batch: rows, x))
          for threads in 1...4 {
            let pool = WorkerPool(threads: threads)
            let scratch = try network.makeScratch(rows: rows)
            var outputs = [Float](repeating: .nan, count: rows * model.outputCount)
            var none = MutableSpan<Float>()
            var span = outputs.mutableSpan
            network.forward(
              rows: rows, x.span, logits: &none, outputs: &span, scratch: scratch, parts: threads,
              of: pool)
            #expect(bits(outputs) == expected, "\(tier), \(rows) rows, \(threads) threads")
          }
        }
      }
    }
  }

  /// Rows that scratch has no room for at once go through it in blocks, on several threads too.
  @Test(arguments: tiers) func sameBitsWithLittleScratch(tier: KernelTier) throws {
    let model = try makeModel([5, 70, 10], hidden: .tanh, task: .classification, scaled: true)
    let network = try PackedNetwork(model, tier: tier)
    let rows = 300
    let x = numbers(rows * 5, seed: 6, scale: 3)
    let expected = bits(try run(model, tier: tier, rows: rows, batch: rows, x))
    let pool = WorkerPool(threads: 2)
    for capacity in [1, 7, 96, PackedNetwork.Scratch.largestCapacity] {
      let scratch = try network.makeScratch(rows: capacity)
      #expect(scratch.capacity == capacity)
      for together in [false, true] {
        var outputs = [Float](repeating: .nan, count: rows * model.outputCount)
        var none = MutableSpan<Float>()
        var span = outputs.mutableSpan
        if together {
          network.forward(
            rows: rows, x.span, logits: &none, outputs: &span, scratch: scratch, parts: 2, of: pool)
        } else {
          network.forward(rows: rows, x.span, logits: &none, outputs: &span, scratch: scratch)
        }
        #expect(bits(outputs) == expected, "room for \(capacity) rows, together \(together)")
      }
    }
  }

  /// A row that is not a number must not touch its neighbours, and its own NaN is canonical.
  @Test(arguments: tiers) func notANumberStaysInItsRow(tier: KernelTier) throws {
    for hidden in Activation.all {
      let model = try makeModel([4, 20, 3], hidden: hidden, task: .classification)
      var x = numbers(16 * 4, seed: 2)
      let clean = bits(try run(model, tier: tier, rows: 16, batch: 16, x))
      x[4 * 5 + 1] = Float(bitPattern: 0xFFC0_1234)
      let found = bits(try run(model, tier: tier, rows: 16, batch: 16, x))
      #expect(found[15..<18].allSatisfy { $0 == 0x7FC0_0000 }, "\(hidden)")
      #expect(found[..<15] == clean[..<15])
      #expect(found[18...] == clean[18...])
    }
  }

  @Test func verificationRowsRepeatAndFit() throws {
    let model = try makeModel([4, 20, 3], hidden: .tanh, task: .classification)
    let rows = try model.verificationRows(8, seed: 1)
    #expect(rows == (try model.verificationRows(8, seed: 1)))
    #expect(rows.inputs.count == 32)
    #expect(rows.outputs.count == 24)
    #expect(try model.with(verification: rows).verification == rows)
    for tier in tiers {
      #expect(
        bits(try run(model, tier: tier, rows: 8, batch: 3, rows.inputs.array))
          == bits(rows.outputs.array))
    }
  }
}
