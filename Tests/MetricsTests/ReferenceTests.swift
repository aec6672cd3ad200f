import Foundation
import Metrics
import TestSupport
import Testing

/// scikit-learn's numbers: fixtures/reference/metrics.json, made by tools/reference/metrics.py.
@Suite struct ReferenceTests {
  private struct Reference: Decodable {
    var classification: [Case]
    var labels: [LabelCase]
    var regression: [ValueCase]
  }

  private struct Case: Decodable {
    var classes: Int
    var truth: [Int]
    var probabilities: [[Float]]
    var confusion: [[Int]]
    var scores: Scores

    enum CodingKeys: CodingKey { case classes, truth, probabilities, confusion }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      classes = try values.decode(Int.self, forKey: .classes)
      truth = try values.decode([Int].self, forKey: .truth)
      probabilities = try values.decode([[Float]].self, forKey: .probabilities)
      confusion = try values.decode([[Int]].self, forKey: .confusion)
      scores = try Scores(from: decoder)
    }
  }

  private struct LabelCase: Decodable {
    var truth: [[Int]]
    var probabilities: [[Float]]
    var scores: Scores

    enum CodingKeys: CodingKey { case truth, probabilities }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      truth = try values.decode([[Int]].self, forKey: .truth)
      probabilities = try values.decode([[Float]].self, forKey: .probabilities)
      scores = try Scores(from: decoder)
    }
  }

  private struct Scores: Decodable {
    var accuracy: Double
    var logLoss: Double
    var macroF1: Double
    var precision: [Double?]
    var recall: [Double?]
    var f1: [Double?]
    var support: [Int]?

    func check(_ accuracy: Double?, _ logLoss: Double?, _ found: [ClassScore]) {
      #expect(isNear(accuracy, self.accuracy))
      // scikit-learn takes logarithms of single-precision numbers in single precision.
      #expect(isNear(logLoss, self.logLoss, within: 1e-6))
      #expect(isNear(found.macroF1, macroF1))
      for (i, score) in found.enumerated() {
        #expect(isNear(score.precision, precision[i]), "precision of \(i)")
        #expect(isNear(score.recall, recall[i]), "recall of \(i)")
        #expect(isNear(score.f1, f1[i]), "F1 of \(i)")
        #expect(score.support == support?[i])
      }
    }
  }

  private struct ValueCase: Decodable {
    var truth: [Float]
    var predicted: [Float]
    var rmse: Double
    var mae: Double
    var r2: Double
  }

  private let reference: Reference

  init() throws {
    let bytes = try TestSupport.bytes(at: repository("fixtures/reference/metrics.json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    reference = try decoder.decode(Reference.self, from: Data(bytes))
  }

  @Test func classification() {
    #expect(reference.classification.count == 4)
    for expected in reference.classification {
      var metrics = ClassificationMetrics(classCount: expected.classes)
      for (truth, row) in zip(expected.truth, expected.probabilities) {
        let decided = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
        metrics.add(expected: truth, predicted: decided, probability: row[truth])
      }
      expected.scores.check(metrics.accuracy, metrics.logLoss, metrics.confusion.scores)
      #expect(metrics.confusion.counts == expected.confusion.flatMap(\.self))
    }
  }

  @Test func labels() {
    #expect(reference.labels.count == 1)
    for expected in reference.labels {
      var metrics = LabelMetrics(labelCount: expected.truth[0].count)
      for (truth, row) in zip(expected.truth, expected.probabilities) {
        metrics.add(
          expected: truth.map { $0 == 1 }, predicted: row.map { $0 > 0.5 },
          probabilities: row.span)
      }
      expected.scores.check(metrics.accuracy, metrics.logLoss, metrics.scores)
    }
  }

  @Test func regression() {
    #expect(reference.regression.count == 2)
    for expected in reference.regression {
      var metrics = RegressionMetrics()
      for (truth, predicted) in zip(expected.truth, expected.predicted) {
        metrics.add(expected: Double(truth), predicted: predicted)
      }
      #expect(isNear(metrics.rmse, expected.rmse))
      #expect(isNear(metrics.mae, expected.mae))
      #expect(isNear(metrics.r2, expected.r2))
    }
  }
}

/// Whether both numbers are missing, or there are two that differ by rounding.
private func isNear(_ a: Double?, _ b: Double?, within tolerance: Double = 1e-12) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(1, abs(b))
}
