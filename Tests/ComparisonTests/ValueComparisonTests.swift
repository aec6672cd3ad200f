import MLPModel
import Testing

@testable import Comparison

@Suite struct ValueComparisonTests {
  private func numbers(_ labels: String...) -> OutputDescription {
    OutputDescription(task: .regression, labels: labels)
  }

  @Test func differencesOfEachOutput() throws {
    var found = try ValueComparison(numbers("x", "y"), numbers("y", "x"))
    let rows: [(a: [Float], b: [Float])] = [
      ([1, 2], [2, 1]), ([1, 2], [5, 0.5]), ([.infinity, .nan], [7, .infinity]),
    ]
    for (i, row) in rows.enumerated() { found.add(row.a.span, row.b.span, line: i + 2) }
    let mean: Double = 0.5 / 3
    #expect(found.outputs[0].mean == mean)
    #expect(
      found.outputs[0].largest == .init(place: .init(number: 2, line: 3), from: 1, to: 0.5))
    #expect(found.outputs[1].mean == 1.5)
    #expect(found.outputs[1].largest?.size == 3)
    #expect(found.outputs.map(\.undecidedCount) == [0, 1])
  }

  @Test func aSingleOutputNeedsNoName() throws {
    #expect(try ValueComparison(numbers("x"), numbers("y")).names == ["x"])
    #expect(throws: ComparisonError.labels(onlyBefore: ["y"], onlyAfter: ["z"])) {
      try ValueComparison(numbers("x", "y"), numbers("x", "z"))
    }
    #expect(throws: ComparisonError.labels(onlyBefore: [], onlyAfter: ["z"])) {
      try ValueComparison(numbers("x", "y"), numbers("x", "y", "z"))
    }
  }
}
