import MLPModel
import Testing

@testable import Comparison

@Suite struct ClassComparisonTests {
  private func classes(_ labels: String...) -> OutputDescription {
    OutputDescription(task: .classification, labels: labels)
  }

  @Test func outputsMeetByNameNotByOrder() throws {
    var found = try ClassComparison(classes("a", "b", "c"), classes("c", "a", "b"), listing: 9)
    let (first, second): ([Float], [Float]) = ([0.5, 0.3, 0.2], [0.2, 0.5, 0.3])
    found.add(first.span, second.span, line: 2)
    #expect(found.rowCount == 1)
    #expect(found.changedCount == 0)
    #expect(found.largestShift == nil)
    #expect(found.counts.map(\.before) == [1, 0, 0])
    #expect(found.counts.map(\.after) == [1, 0, 0])
  }

  @Test func whatChangedIsCountedAndTheFirstRowsAreListed() throws {
    var found = try ClassComparison(classes("a", "b"), classes("a", "b"), listing: 2)
    let rows: [(a: [Float], b: [Float])] = [
      ([0.75, 0.25], [0.25, 0.75]), ([0.5, 0.5], [0.5, 0.5]), ([0.625, 0.375], [0.5, 0.75]),
      ([0.25, 0.75], [0.75, 0.25]), ([0.5, 0.5], [0.25, 0.5]),
    ]
    for (i, row) in rows.enumerated() { found.add(row.a.span, row.b.span, line: 10 * i) }
    #expect(found.changedCount == 4)
    #expect(found.changes.map(\.place) == [.init(number: 1, line: 0), .init(number: 3, line: 20)])
    #expect(found.changes.map(\.from) == [["a"], ["a"]])
    #expect(found.changes.map(\.to) == [["b"], ["b"]])
    #expect(
      found.transitions == [
        .init(from: "a", to: "b", count: 3), .init(from: "b", to: "a", count: 1),
      ])
    #expect(found.counts.map(\.before) == [4, 1])
    #expect(found.counts.map(\.after) == [2, 3])
    // The first of equal ones.
    #expect(
      found.largestShift
        == .init(place: .init(number: 1, line: 0), label: "a", from: 0.75, to: 0.25))
  }

  @Test func aClassThatOneModelLacksHasNoProbabilityThere() throws {
    var found = try ClassComparison(classes("a", "old"), classes("new", "a"), listing: 9)
    #expect(found.labels == ["a", "old", "new"])
    #expect(found.onlyBefore == ["old"])
    #expect(found.onlyAfter == ["new"])
    let (first, second): ([Float], [Float]) = ([0.25, 0.75], [0.875, 0.125])
    found.add(first.span, second.span, line: 1)
    #expect(found.changes[0].from == ["old"])
    #expect(found.changes[0].to == ["new"])
    #expect(
      found.largestShift
        == .init(place: .init(number: 1, line: 1), label: "new", from: 0, to: 0.875))
  }

  @Test func classesThatAreNumbersMeetByNumber() throws {
    var found = try ClassComparison(classes("1", "2"), classes("02", "1.0"), listing: 9)
    #expect(found.labels == ["1", "2"])
    #expect(found.onlyBefore == [] && found.onlyAfter == [])
    let (first, second): ([Float], [Float]) = ([0.75, 0.25], [0.25, 0.75])
    found.add(first.span, second.span, line: 1)
    #expect(found.changedCount == 0)
    #expect(found.largestShift == nil)

    let ids = try ClassComparison(
      classes("0", "123456789012345678"), classes("0", "123456789012345679"), listing: 9)
    #expect(ids.onlyBefore == ["123456789012345678"])
    #expect(ids.onlyAfter == ["123456789012345679"])

    // Beside a name that is no number, or as labels that apply or not, texts count.
    let texts = try ClassComparison(classes("1", "a"), classes("1.0", "a"), listing: 9)
    #expect(texts.onlyBefore == ["1"])
    #expect(texts.onlyAfter == ["1.0"])
    let years = try ClassComparison(
      OutputDescription(task: .multiLabel, labels: ["1", "2"]),
      OutputDescription(task: .multiLabel, labels: ["1.0", "2"]), listing: 9)
    #expect(years.onlyAfter == ["1.0"])
  }

  @Test func oneOutputStandsForTwoClasses() throws {
    var found = try ClassComparison(classes("no", "yes"), classes("yes", "no"), listing: 9)
    let (first, second): ([Float], [Float]) = ([0.75], [0.25])
    found.add(first.span, second.span, line: 1)
    // The second model's one output is of `no`.
    #expect(found.changedCount == 0)
    #expect(found.largestShift == nil)
    let two: [Float] = [0.75, 0.25]
    var mixed = try ClassComparison(classes("no", "yes"), classes("yes", "no"), listing: 9)
    mixed.add(first.span, two.span, line: 1)
    #expect(mixed.changedCount == 0)
    #expect(mixed.largestShift == nil)
  }

  @Test func aNaNDecidesNothing() throws {
    var found = try ClassComparison(classes("a", "b"), classes("a", "b"), listing: 9)
    let (first, second): ([Float], [Float]) = ([.nan, .nan], [0.25, 0.75])
    found.add(first.span, second.span, line: 1)
    #expect(found.changedCount == 1)
    #expect(found.undecided.before == 1)
    #expect(found.transitions == [.init(from: nil, to: "b", count: 1)])
    #expect(found.largestShift == nil)
  }

  @Test func severalLabelsApplyAtOnce() throws {
    func labels(_ names: String..., threshold: Float) -> OutputDescription {
      OutputDescription(task: .multiLabel, labels: names, threshold: threshold)
    }
    var found = try ClassComparison(
      labels("a", "b", threshold: 0.5), labels("b", "a", threshold: 0.25), listing: 9)
    let rows: [(a: [Float], b: [Float])] = [
      ([0.75, 0.5], [0.5, 0.75]), ([0.125, 0], [0, 0.125]),
    ]
    for row in rows { found.add(row.a.span, row.b.span, line: 1) }
    #expect(found.changedCount == 1)
    #expect(found.changes[0].from == ["a"])
    #expect(found.changes[0].to == ["a", "b"])
    #expect(found.counts.map(\.after) == [1, 1])
    #expect(found.transitions.isEmpty)
  }

  @Test func whatHasNothingInCommonIsRefused() {
    #expect(throws: ComparisonError.labels(onlyBefore: ["a", "b"], onlyAfter: ["c", "d"])) {
      try ClassComparison(classes("a", "b"), classes("c", "d"), listing: 0)
    }
    #expect(throws: ComparisonError.tasks(.classification, .multiLabel)) {
      try ClassComparison(
        classes("a", "b"), OutputDescription(task: .multiLabel, labels: ["a"]), listing: 0)
    }
  }
}
