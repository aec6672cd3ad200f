import Foundation
import Metrics
import Testing

@Suite struct MetricsTests {
  @Test func classificationCountsWhatWasTakenForWhat() {
    var metrics = ClassificationMetrics(classCount: 3)
    for (expected, predicted, probability) in [
      (0, 0, 0.9), (0, 1, 0.25), (1, 1, 0.5), (2, 2, 1), (2, 0, 0.125),
    ] as [(Int, Int, Float)] {
      metrics.add(expected: expected, predicted: predicted, probability: probability)
    }
    #expect(metrics.accuracy == 0.6)
    #expect(metrics.confusion.counts == [1, 1, 0, 0, 1, 0, 1, 0, 1])
    #expect(metrics.confusion[2, 0] == 1)
    #expect(metrics.confusion[0, 2] == 0)
    let losses = [Double(Float(0.9)), 0.25, 0.5, 1, 0.125].map { -log($0) }
    #expect(abs((metrics.logLoss ?? .nan) - losses.reduce(0, +) / 5) < 1e-15)
  }

  /// No matrix of a square of them is kept, and the scores are the same.
  @Test func manyClassesHaveScoresAndNoCells() {
    let most = ConfusionMatrix.cellLimit
    var (small, large) = (
      ClassificationMetrics(classCount: most), ClassificationMetrics(classCount: 1_000_000)
    )
    for i in 0..<3000 {
      let predicted = i % 7 == 0 ? nil : i * i % most
      small.add(expected: i % most, predicted: predicted, probability: 0.5)
      large.add(expected: i % most, predicted: predicted, probability: 0.5)
    }
    #expect(small.confusion.hasCells && !large.confusion.hasCells)
    #expect(large.confusion.counts.isEmpty)
    #expect(Array(large.confusion.scores.prefix(most)) == small.confusion.scores)
    #expect(large.undecidedCount == small.undecidedCount)
    let sums = (0..<most).map { i in (0..<most).reduce(0) { $0 + small.confusion[$1, i] } }
    #expect(
      small.confusion.scores.map(\.precision)
        == sums.indices.map { i in
          sums[i] == 0 ? nil : Double(small.confusion[i, i]) / Double(sums[i])
        })
  }

  @Test func impossibleProbabilitiesDoNotMakeTheMeanInfinite() {
    var metrics = ClassificationMetrics(classCount: 2)
    metrics.add(expected: 0, predicted: 1, probability: 0)
    #expect(abs((metrics.logLoss ?? .nan) - 23 * log(2)) < 1e-14)
  }

  @Test func undecidedRowsCountAsWrong() {
    var metrics = ClassificationMetrics(classCount: 2)
    metrics.add(expected: 0, predicted: 0, probability: 0.5)
    metrics.add(expected: 0, predicted: nil, probability: .nan)
    #expect(metrics.accuracy == 0.5)
    #expect(metrics.undecidedCount == 1)
    #expect(metrics.confusion.counts == [1, 0, 0, 0])
    #expect(metrics.confusion.score(of: 0).recall == 0.5)
    #expect(metrics.confusion.score(of: 0).precision == 1)
    var labels = LabelMetrics(labelCount: 2)
    let (known, unknown): ([Float], [Float]) = ([0.75, 0.25], [.nan, 0.25])
    labels.add(expected: [true, false], predicted: [true, false], probabilities: known.span)
    labels.add(expected: [true, false], predicted: nil, probabilities: unknown.span)
    #expect(labels.accuracy == 0.5)
    #expect(labels.undecidedCount == 1)
    #expect(labels.scores.map(\.recall) == [0.5, nil])
    #expect(metrics.logLoss?.isNaN == true)
  }

  @Test func regressionErrorsAreThoseOfTheirDefinitions() {
    var metrics = RegressionMetrics()
    // Far from 0, where sums of squares would lose the deviations.
    let expected: [Double] = [1_000_001, 1_000_002, 1_000_003, 1_000_006]
    let predicted: [Float] = [1_000_001.5, 1_000_002, 1_000_001, 1_000_007]
    for (expected, predicted) in zip(expected, predicted) {
      metrics.add(expected: expected, predicted: predicted)
    }
    #expect(abs((metrics.rmse ?? .nan) - (5.25 / 4).squareRoot()) < 1e-12)
    #expect(metrics.mae == 3.5 / 4)
    #expect(abs((metrics.r2 ?? .nan) - (1 - 5.25 / 14)) < 1e-9)
  }

  @Test func nothingIsSaidWithoutRows() {
    #expect(ClassificationMetrics(classCount: 2).accuracy == nil)
    #expect(ClassificationMetrics(classCount: 2).logLoss == nil)
    #expect(ClassificationMetrics(classCount: 2).confusion.scores.macroF1 == nil)
    #expect(LabelMetrics(labelCount: 2).accuracy == nil)
    #expect(LabelMetrics(labelCount: 2).logLoss == nil)
    #expect(RegressionMetrics().rmse == nil)
    #expect(RegressionMetrics().mae == nil)
    #expect(RegressionMetrics().r2 == nil)
    var constant = RegressionMetrics()
    constant.add(expected: 2, predicted: 1)
    constant.add(expected: 2, predicted: 2)
    #expect(constant.r2 == nil)
  }
}
