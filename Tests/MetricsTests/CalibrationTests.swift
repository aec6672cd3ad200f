import Foundation
import TestSupport
import Testing

@testable import Metrics

/// Rows of a classifier whose logits are `sharpness` times too large: drawn classes, seeded.
private func drawn(
  rows: Int, classes: Int, sharpness: Float, seed: UInt64 = 3
) -> LabelledLogits {
  var random = SplitMix64(seed: seed)
  func unit() -> Double { Double(random.next() >> 11) * 0x1p-53 }
  var logits: [Float] = []
  var labels: [Int] = []
  for _ in 0..<rows {
    let z = (0..<classes).map { _ in 4 * unit() }
    let powers = z.map { exp($0) }
    var rest = unit() * powers.reduce(0, +)
    labels.append(
      powers.firstIndex { power in
        rest -= power
        return rest < 0
      } ?? classes - 1)
    logits += z.map { Float($0) * sharpness }
  }
  return LabelledLogits(logits, outputCount: classes, classes: labels)
}

/// Σ -ln p at a temperature, with the C library's functions.
private func loss(_ rows: LabelledLogits, _ temperature: Double) -> Double {
  rows.classes.indices.reduce(0) { sum, row in
    let z = rows[row].map { Double($0) / temperature }
    return sum + log(z.map { exp($0) }.reduce(0, +)) - z[rows.classes[row]]
  }
}

@Suite struct CalibrationTests {
  @Test(arguments: [0.3, 1.7, 4] as [Float], [2, 5])
  func findsTheTemperatureThatWasHidden(sharpness: Float, classes: Int) {
    let rows = drawn(rows: 4000, classes: classes, sharpness: sharpness)
    let found = rows.temperature
    #expect(abs(found / sharpness - 1) < 0.1)
    // And it is the minimum: a little to either side is worse.
    let least = loss(rows, Double(found))
    #expect(loss(rows, Double(found) * 1.001) > least)
    #expect(loss(rows, Double(found) / 1.001) > least)
    let before = ReliabilityCurve(rows, temperature: 1).expectedError ?? .nan
    let after = ReliabilityCurve(rows, temperature: found).expectedError ?? .nan
    #expect(after < 0.03 && after < before)
  }

  @Test func goesNoFurtherThanItsBounds() {
    // Surely wrong more often than by chance: no temperature is high enough.
    let rows = LabelledLogits(
      (0..<40).flatMap { _ in [0, 9] as [Float] }, outputCount: 2,
      classes: [Int](repeating: 0, count: 30) + [Int](repeating: 1, count: 10))
    #expect(abs(rows.temperature - 16) < 1e-3)
  }

  /// Where all rows are decided right, more confidence always looks better.
  @Test func allRowsRightSayNothing() {
    let rows = LabelledLogits(
      (0..<400).flatMap { _ in [0, 0.5] as [Float] }, outputCount: 2,
      classes: [Int](repeating: 1, count: 400))
    #expect(rows.temperature == 1)
  }

  @Test func fewRowsSayTooLittle() {
    let (few, many) = (4, 400)
    func rows(_ count: Int) -> LabelledLogits {
      LabelledLogits(
        (0..<count).flatMap { _ in [0, 2] as [Float] }, outputCount: 2,
        classes: (0..<count).map { $0 % 4 == 0 ? 0 : 1 })
    }
    #expect(rows(few).temperature == 1)
    // Three of four are right: 3 = exp(2 / T).
    #expect(abs(Double(rows(many).temperature) - 2 / log(3)) < 1e-6)
  }

  @Test func noRowsHaveNoTemperature() {
    let none = LabelledLogits([], outputCount: 3, classes: [])
    #expect(none.temperature == 1)
    #expect(ReliabilityCurve(none, temperature: 1).expectedError == nil)
  }

  @Test func oneSigmoidOutputIsTwoClasses() {
    let rows = LabelledLogits([-1, 2, 0], outputCount: 1, classes: [0, 1, 1])
    #expect(rows.classCount == 2)
    #expect(rows.decisions == [0, 1, 0])
    rows.forEachRow(temperature: 2) { row, p in
      let expected = 1 / (1 + exp(-[-0.5, 1, 0][row]))
      #expect(abs(p[1] - expected) < 1e-15)
      #expect(abs(p[0] + p[1] - 1) < 1e-15)
    }
  }

  @Test func temperatureChangesNoDecision() {
    let rows = drawn(rows: 500, classes: 4, sharpness: 3)
    rows.forEachRow(temperature: 2.7) { row, p in
      #expect(p.indices.max { p[$0] < p[$1] } == rows.decisions[row])
    }
  }

  @Test func expectedErrorIsThatOfItsDefinition() {
    var curve = ReliabilityCurve()
    for (confidence, isCorrect) in [
      (0.5, true), (0.52, false), (0.9, true), (0.91, true), (1, true), (1, false),
    ] {
      curve.add(confidence: confidence, isCorrect: isCorrect)
    }
    // Bins (7/15, 8/15], (13/15, 14/15] and (14/15, 1].
    #expect(curve.bins.map(\.count) == [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 2])
    #expect(curve.bins[13].accuracy == 1)
    #expect(curve.bins[0].confidence == nil)
    let expected = (2 * abs(0.5 - 0.51) + 2 * abs(1 - 0.905) + 2 * abs(0.5 - 1)) / 6
    #expect(abs((curve.expectedError ?? .nan) - expected) < 1e-12)
  }

  @Test func oddConfidencesHaveABinToo() {
    var curve = ReliabilityCurve()
    for confidence in [0, -1, .nan, 1.0 / 15, 2, .infinity] {
      curve.add(confidence: confidence, isCorrect: true)
    }
    #expect(curve.bins[0].count == 4)
    #expect(curve.bins[14].count == 2)
  }

  @Test func scoresOfAClass() {
    var metrics = ClassificationMetrics(classCount: 4)
    for (expected, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 0), (3, 1)] {
      metrics.add(expected: expected, predicted: predicted, probability: 1)
    }
    let first = metrics.confusion.score(of: 0)
    #expect(first == ClassScore(support: 3, precision: 0.5, recall: 2.0 / 3, f1: 4.0 / 7))
    let never = ClassScore(support: 0, precision: nil, recall: nil, f1: nil)
    #expect(metrics.confusion.score(of: 2) == never)
    let missed = ClassScore(support: 1, precision: nil, recall: 0, f1: 0)
    #expect(metrics.confusion.score(of: 3) == missed)
  }
}
