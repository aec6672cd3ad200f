import MLPModel
import Testing

@testable import Comparison

@Suite struct SourceComparisonTests {
  private func comparison(
    _ task: Task, temperature: Float = 1, threshold: Float = 0.5,
    rows: [(source: [Double], export: [Float])]
  ) -> SourceComparison {
    var found = SourceComparison(
      OutputDescription(
        task: task, labels: ["a", "b"], temperature: temperature, threshold: threshold))
    for (i, row) in rows.enumerated() {
      found.add(source: row.source.span, export: row.export.span, line: i + 2)
    }
    return found
  }

  @Test func theLargestDifferences() {
    let found = comparison(
      .classification, rows: [([100, 1], [100.5, 1]), ([0.5, 0], [0.5, 0.25])])
    #expect(found.absolute == .init(size: 0.5, place: .init(number: 1, line: 2), logit: 0))
    // 0.5 of 100, and 0.25 of 1: a row whose logits are small counts as if the largest were 1.
    #expect(found.relative == .init(size: 0.25, place: .init(number: 2, line: 3), logit: 1))
    #expect(found.changedCount == 0)
  }

  @Test func aChangedClass() {
    let found = comparison(.classification, rows: [([1, 0], [1, 0]), ([1, 0], [1, 1.5])])
    #expect(found.changedCount == 1)
    #expect(found.firstChanged == .init(number: 2, line: 3))
    #expect(comparison(.regression, rows: [([1, 0], [0, 1])]).changedCount == 0)
  }

  @Test func oneOutputChangesAtItsThreshold() {
    #expect(comparison(.classification, rows: [([0.5], [-0.5])]).changedCount == 1)
    #expect(comparison(.classification, rows: [([0.5], [0.25])]).changedCount == 0)
    // sigmoid(z / 2) = 0.75 for z = 2 ln 3 = 2.197.
    func atLimit(_ source: Double, _ export: Float) -> Int {
      comparison(.multiLabel, temperature: 2, threshold: 0.75, rows: [([source], [export])])
        .changedCount
    }
    #expect(atLimit(2.19, 2.2) == 1)
    #expect(atLimit(2.18, 2.19) == 0)
    #expect(atLimit(2.2, 3) == 0)
  }

  @Test func aNumberOnOneSideAloneIsFarAway() {
    #expect(comparison(.regression, rows: [([.nan], [1])]).absolute?.size == .infinity)
    #expect(comparison(.regression, rows: [([1], [.infinity])]).relative?.size == .infinity)
    #expect(comparison(.regression, rows: [([.nan], [.nan])]).absolute == nil)
  }
}
