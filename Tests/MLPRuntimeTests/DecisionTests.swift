import MLPModel
import MLPRuntime
import Testing

@Suite struct DecisionTests {
  func decide(_ outputs: [Float]) -> Int? {
    OutputDescription(task: .classification, labels: ["a", "b"]).decision(outputs.span)
  }

  @Test func theLargestAndTheFirstOfEquals() {
    #expect(decide([0.1, 0.7, 0.2]) == 1)
    #expect(decide([0.4, 0.4, 0.2]) == 0)
  }

  @Test func oneOutputIsTheSecondClassAboveOneHalf() {
    #expect(decide([0.5]) == 0)
    #expect(decide([Float(0.5).nextUp]) == 1)
  }

  @Test func aNumberThatIsNoneDecidesNothing() {
    #expect(decide([0.1, .nan]) == nil)
    #expect(decide([.nan]) == nil)
    #expect(decide([]) == nil)
  }
}
