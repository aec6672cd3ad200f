import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining
@testable import Random

/// What dropout drops, and that nothing but seed, epoch, row and unit has a say in it.
@Suite struct DropoutTests {
  let layout: ParameterLayout
  /// Wider than the 64 units of one draw.
  let widths = [5, 150, 33, 3]

  init() throws { layout = try ParameterLayout(widths: widths) }

  func dropout(_ rate: Double, seed: UInt64 = 9, tier: KernelTier = .best) throws -> Dropout {
    try #require(Dropout(rate: rate, seed: seed, layout, TrainingKernels(tier: tier)))
  }

  /// What is left of ones in hidden layer `index` for those rows: 0 or the scale.
  func masks(
    _ dropout: Dropout, _ index: Int, rows: [UInt32], epoch: Int = 1
  ) throws -> [[Double]] {
    let columns = widths[index + 1]
    let ones = try Activations(rows: rows.count, columns: columns)
    ones.buffer.withMutableSpan { $0.update(repeating: 1) }
    let result = try Activations(rows: rows.count, columns: columns)
    let masks = dropout.masks(rows[...], epoch: epoch)
    masks.apply(index, ones, into: result, rows: 0..<rows.count)
    masks.apply(index, to: ones, rows: 0..<rows.count)
    #expect(ones.rows == result.rows)
    return result.rows
  }

  /// SCHEMA.md's words, one unit at a time.
  @Test(arguments: tiers) func followsTheGenerator(tier: KernelTier) throws {
    let rows: [UInt32] = [0, 7, 4_000_000_000]
    for (index, firstUnit) in [(0, 0), (1, 192)] {
      let found = try masks(dropout(0.3, tier: tier), index, rows: rows, epoch: 5)
      for (row, found) in zip(rows, found) {
        for (j, found) in found.enumerated() {
          let unit = firstUnit + j
          let words = Philox.encrypt(
            (UInt32(unit / 64 * 16 + unit % 16), row, 5, 0x4452_4F50), (9, 0))
          let word = [words.0, words.1, words.2, words.3][unit / 16 % 4]
          let isKept = Double(word >> 8) * 0x1p-24 >= 0.3
          #expect(found == (isKept ? Double(Float(1 / 0.7)) : 0), "row \(row), unit \(unit)")
        }
      }
    }
  }

  @Test func dropsTheShareThatItShould() throws {
    for rate in [0.1, 0.5, 0.9] {
      let all = try masks(dropout(rate), 0, rows: (0..<400).map { UInt32($0) }).joined()
      let dropped = Double(all.count { $0 == 0 }) / Double(all.count)
      #expect(abs(dropped - rate) < 0.01)
    }
  }

  @Test func dependsOnSeedEpochRowAndLayer() throws {
    let some = try masks(dropout(0.5), 1, rows: [3])
    #expect(try masks(dropout(0.5, seed: 10), 1, rows: [3]) != some)
    #expect(try masks(dropout(0.5), 1, rows: [3], epoch: 2) != some)
    #expect(try masks(dropout(0.5), 1, rows: [4]) != some)
    #expect(try Array(masks(dropout(0.5), 0, rows: [3])[0].prefix(33)) != some[0])
  }

  @Test func doesNotDependOnTheBatch() throws {
    let whole = try masks(dropout(0.5), 0, rows: [8, 3, 5])
    #expect(try masks(dropout(0.5), 0, rows: [5, 8]) == [whole[2], whole[0]])
  }

  @Test func noRateIsNoDropout() {
    #expect(Dropout(rate: 0, seed: 1, layout, TrainingKernels(tier: .best)) == nil)
  }
}
