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
  }
}
