import MLPModel
import MLPTraining
import Metrics
import ModelSamples
import TestSupport
import TrainingReport

/// Text that would break a page that does not escape it.
let hostile =
  #"<script>alert("&'")</script> ]]> "# + "\u{0}\u{1B}[31m\u{202E}"
  + String(String.UnicodeScalarView([0xFFFE, 0xFFFF, 0xFDD0].compactMap { Unicode.Scalar($0) }))

extension MultilayerPerceptron {
  /// The same network with other names.
  fileprivate func renamed(features: [String], labels: [String]) throws -> MultilayerPerceptron {
    try MultilayerPerceptron(
      input: InputDescription(
        features: zip(features, input.features).map { name, feature in
          Feature(
            name: name, offset: feature.offset, scale: feature.scale, range: feature.range)
        }),
      layers: layers,
      output: OutputDescription(
        task: output.task, labels: labels, temperature: output.temperature),
      provenance: provenance)
  }
}

/// Reports of runs that never were.
enum Samples {
  static func epochs(_ count: Int, hasAccuracy: Bool = true) -> [EpochReport] {
    (1...max(1, count)).prefix(count).map { epoch in
      let loss = 2 / Double(epoch) + 0.1
      return EpochReport(
        epoch: epoch, loss: loss, accuracy: hasAccuracy ? 1 - loss / 3 : nil,
        validationLoss: loss + Double(epoch) / 100,
        validationAccuracy: hasAccuracy ? 0.9 - loss / 3 : nil)
    }
  }

  /// A classifier that is right three times of four.
  static func classes(
    _ count: Int = 3, rows: Int = 60, epochs: Int = 40, temperature: Float = 1.5,
    name: (Int) -> String = { "class \($0)" }
  ) throws -> RunReport {
    let model = try ModelSample.model(
      widths: [4, 6, count], last: .softmax, task: .classification, temperature: temperature,
      provenance: Provenance(entries: [
        .init("producer", .text("mlp-train")), .init("batch_size", .integer(32)),
        .init("acme.note", .text(hostile)),
      ])
    ).renamed(features: (0..<4).map { "\(hostile) \($0)" }, labels: (0..<count).map(name))
    var random = SplitMix64(seed: 1)
    let classes = (0..<rows).map { $0 % count }
    let logits = classes.enumerated().flatMap { row, expected -> [Float] in
      (0..<count).map { c -> Float in
        let decided = row % 4 == 0 ? (expected + 1) % count : expected
        return (c == decided ? 4 : 0) + Float(random.below(1000)) / 1000
      }
    }
    return RunReport(
      model: model, identity: String(repeating: "0f", count: 32), ending: "for \(epochs) epochs",
      epochs: Self.epochs(epochs), bestEpoch: epochs == 0 ? nil : max(1, epochs / 2),
      data: .init(
        trainingRows: 540, validationRows: rows,
        rowsOfClasses: (0..<count).map { _ in (540 / count, rows / count) }),
      evaluation: .classes(LabelledLogits(logits, outputCount: count, classes: classes)))
  }

  /// Two labels, each applying to every second row; every fourth row misses the first, every fifth
  /// has the second wrong.
  static func labels(rows: Int = 40) throws -> RunReport {
    let model = try ModelSample.model(widths: [4, 6, 2], last: .sigmoid, task: .multiLabel)
      .renamed(features: (0..<4).map { "x\($0)" }, labels: ["label 0", "label 1"])
    let classes = (0..<rows).flatMap { [$0 % 2 == 0 ? 1 : 0, $0 / 2 % 2] }
    let logits = (0..<rows).flatMap { row -> [Float] in
      [
        (row % 4 == 0 ? 0 : classes[2 * row]) == 1 ? 2 : -2,
        (classes[2 * row + 1] == 1) != (row % 5 == 0) ? 1 : -1,
      ]
    }
    return RunReport(
      model: model, identity: String(repeating: "0f", count: 32), ending: "for 40 epochs",
      epochs: Self.epochs(40), bestEpoch: 20, data: .init(trainingRows: 360, validationRows: rows),
      evaluation: .labels(LabelledLogits(logits, outputCount: 1, classes: classes)))
  }

  static func regression(
    rows: Int = 200, _ error: (Int) -> Float = { Float($0 % 7) / 10 }
  ) throws -> RunReport {
    let model = try ModelSample.model(widths: [4, 6, 1])
      .renamed(features: (0..<4).map { "x\($0)" }, labels: [hostile])
    let expected = (0..<rows).map { Float($0 * 31 % 97) }
    return RunReport(
      model: model, identity: String(repeating: "0f", count: 32), ending: "for 40 epochs",
      epochs: Self.epochs(40, hasAccuracy: false), bestEpoch: 20,
      data: .init(trainingRows: rows, validationRows: 0),
      evaluation: .values([
        .init(
          name: hostile, expected: expected.map(Double.init),
          predicted: expected.enumerated().map { $1 + error($0) })
      ]))
  }
}
