import MLPKernels
import MLPModel
import Storage
import Testing

@testable import MLPTraining

/// Networks learn what they should be able to, for every loss.
@Suite struct LearningTests {
  @Test func exclusiveOr() throws {
    let table = try makeXOR(rows: 200)
    for loss in [Loss.negativeLogLikelihood, .binaryCrossEntropy] {
      let trainer = try Trainer(.quick(loss), training: table.allRows)
      let first = try trainer.train(1)
      let last = try trainer.train(40)
      #expect((last?.accuracy ?? 0) > 0.97, "\(loss)")
      #expect((last?.loss ?? .nan) < 0.3 * (first?.loss ?? .nan))
    }
  }

  @Test func iris() throws {
    let table = try readTable("iris-train.csv")
    let test = try readTable("iris-test.csv")
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood), training: table.allRows, validation: test.allRows)
    let report = try trainer.train(40)
    #expect((report?.validationAccuracy ?? 0) >= 0.9)
    #expect((report?.accuracy ?? 0) >= 0.95)
  }

  @Test func digits() throws {
    let (training, validation) = try readTable("digits-train.csv").split(
      validationFraction: 0.1, seed: 3)
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood, width: 32, batchSize: 32), training: training,
      validation: validation)
    try trainer.train(8)
    #expect((trainer.best?.report.validationAccuracy ?? 0) >= 0.9)
  }

  @Test func severalLabelsAtOnce() throws {
    let x = numbers(2 * 300, seed: 4)
    let targets = (0..<300).flatMap { row -> [Float] in
      [x[2 * row] > 0 ? 1 : 0, x[2 * row] + x[2 * row + 1] > 0 ? 1 : 0]
    }
    let table = try TrainingTable(
      featureNames: ["x", "y"], features: x, labels: ["right", "above"],
      targets: .values(targets.map(Double.init)))
    let trainer = try Trainer(.quick(.binaryCrossEntropy), training: table.allRows)
    let report = try trainer.train(30)
    #expect((report?.accuracy ?? 0) > 0.95)
    #expect(
      try trainer.model().output
        == OutputDescription(task: .multiLabel, labels: ["right", "above"]))
  }

  @Test func aLine() throws {
    let x = numbers(2 * 200, seed: 5)
    let targets = (0..<200).map { row -> Float in 3 * x[2 * row] - 2 * x[2 * row + 1] + 1 }
    let table = try TrainingTable(
      featureNames: ["x", "y"], features: x, labels: ["z"],
      targets: .values(targets.map(Double.init)))
    var configuration = TrainingConfiguration.quick(.squaredError)
    configuration.hidden = []
    configuration.scaling = .none
    configuration.optimiser = .sgd(SGD(learningRate: 0.1, momentum: 0.5))
    let trainer = try Trainer(configuration, training: table.allRows)
    let report = try trainer.train(40)
    #expect((report?.loss ?? .nan) < 1e-9)
    #expect(report?.accuracy == nil)
    let layer = try trainer.model().layers[0]
    for (found, expected) in zip(layer.weights.array + layer.bias.array, [3, -2, 1] as [Float]) {
      #expect(abs(found - expected) < 1e-4)
    }
  }

  /// What the trainer scales, computes and counts is what the model that it gives says.
  @Test func modelAnswersAsTheTrainerDid() throws {
    let table = try readTable("iris-train.csv")
    let (training, validation) = try table.split(validationFraction: 0.25, seed: 1)
    for scaling in FeatureScaling.allCases {
      var configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
      configuration.scaling = scaling
      configuration.dropout = 0.25
      let trainer = try Trainer(configuration, training: training, validation: validation)
      let report = try #require(try trainer.train(3))
      let model = try trainer.model()
      let network = try PackedNetwork(model, tier: .best)
      let scratch = try network.makeScratch(rows: 1)
      var loss = 0.0
      for row in validation.rows {
        let start = Int(row) * 4
        var logits = [Float](repeating: 0, count: 3)
        var logitsSpan = logits.mutableSpan
        var none = MutableSpan<Float>()
        network.forward(
          rows: 1, Array(table.features.array[start..<(start + 4)]).span, logits: &logitsSpan,
          outputs: &none, scratch: scratch)
        var target = [Float](repeating: 0, count: 3)
        var targetSpan = target.mutableSpan
        TargetEncoding(loss: .negativeLogLikelihood).write(Int(row), of: table, to: &targetSpan)
        loss += Loss.negativeLogLikelihood.ofRow(
          logits.span, target.span, TrainingKernels(tier: .best))
      }
      #expect(loss / Double(validation.count) == trainer.best?.report.validationLoss)
      #expect(report.epoch == 3)
      #expect(model.output.task == .classification)
      #expect(model.layers.map(\.activation) == [.tanh, .softmax])
    }
  }

  @Test func modelTellsWhereItCameFrom() throws {
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood, patience: 5, seed: 42),
      training: makeXOR(rows: 20).allRows, validation: makeXOR(rows: 8).allRows)
    try trainer.train(2)
    let model = try trainer.model(facts: [.init("producer", .text("test"))])
    let report = try #require(trainer.best?.report)
    let expected: [Provenance.Entry] = [
      .init("producer", .text("test")), .init("seed", .integer(42)),
      .init("loss", .text("negative_log_likelihood")), .init("batch_size", .integer(16)),
      .init("scaling", .text("standard")), .init("optimizer", .text("adam")),
      .init("learning_rate", .number(0.01)), .init("beta1", .number(0.9)),
      .init("beta2", .number(0.999)), .init("epsilon", .number(1e-8)), .init("l2", .number(0)),
      .init("patience", .integer(5)), .init("minimum_improvement", .number(0)),
      .init("training_rows", .integer(20)), .init("validation_rows", .integer(8)),
      .init("epoch", .integer(2)), .init("training_loss", .number(report.loss)),
      .init("training_accuracy", .number(report.accuracy ?? .nan)),
      .init("validation_loss", .number(report.validationLoss ?? .nan)),
      .init("validation_accuracy", .number(report.validationAccuracy ?? .nan)),
    ]
    #expect(model.provenance.entries == expected)
    #expect(try TrainingConfiguration(of: model) == trainer.configuration)
  }

  @Test func modelWithoutRangesTellsNone() throws {
    var configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
    let table = try makeXOR(rows: 20)
    #expect(
      try Trainer(configuration, training: table.allRows).model().input.features
        .allSatisfy { $0.range != nil })
    configuration.keepsRanges = false
    let model = try Trainer(configuration, training: table.allRows).model()
    #expect(model.input.features.allSatisfy { $0.range == nil })
    #expect(try TrainingConfiguration(of: model) == configuration)
  }
}
