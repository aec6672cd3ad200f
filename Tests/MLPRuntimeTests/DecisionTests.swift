import MLPModel
import MLPRuntime
import Testing

@Suite struct DecisionTests {
  func decide(_ outputs: [Float], threshold: Float = 0.5) -> Int? {
    OutputDescription(task: .classification, labels: ["a", "b"], threshold: threshold)
      .decision(outputs.span)
  }

  @Test func theLargestAndTheFirstOfEquals() {
    #expect(decide([0.1, 0.7, 0.2]) == 1)
    #expect(decide([0.4, 0.4, 0.2]) == 0)
  }

  @Test func oneOutputIsTheSecondClassAboveOneHalf() {
    #expect(decide([0.5]) == 0)
    #expect(decide([Float(0.5).nextUp]) == 1)
  }

  @Test func theThresholdIsTheModels() {
    #expect(decide([0.25], threshold: 0.25) == 0)
    #expect(decide([Float(0.25).nextUp], threshold: 0.25) == 1)
    #expect(decide([0.9], threshold: 0.95) == 0)
  }

  @Test func aNumberThatIsNoneDecidesNothing() {
    #expect(decide([0.1, .nan]) == nil)
    #expect(decide([.nan]) == nil)
    #expect(decide([]) == nil)
    // Of either sign, quiet or signaling.
    for bits: UInt32 in [0x7FC0_0000, 0xFFC0_0000, 0x7F80_0001, 0xFFFF_FFFF] {
      #expect(decide([0.1, Float(bitPattern: bits)]) == nil)
      #expect(decide([Float(bitPattern: bits)]) == nil)
    }
  }

  @Test func numbersAreInTheirOrder() {
    let ascending: [Float] = [
      -.infinity, -.greatestFiniteMagnitude, -1, -.leastNormalMagnitude, -.leastNonzeroMagnitude, 0,
      .leastNonzeroMagnitude, .leastNormalMagnitude, 0.5, 1, .greatestFiniteMagnitude, .infinity,
    ]
    for (i, a) in ascending.enumerated() {
      for (j, b) in ascending.enumerated() {
        #expect(decide([a, b]) == (b > a ? 1 : 0))
        #expect(decide([a], threshold: b) == (i > j ? 1 : 0))
      }
    }
    #expect(decide([0, -0.0]) == 0)
    #expect(decide([-0.0, 0]) == 0)
    #expect(decide([0], threshold: -0.0) == 0)
  }
}
