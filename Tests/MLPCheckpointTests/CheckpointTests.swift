import HDF5Tree
import MLPModel
import MLPReader
import MLPTraining
import MLPWriter
import TestSupport
import Testing

@testable import MLPCheckpoint

/// A run to a file and back.
@Suite final class CheckpointTests {
  let folder: Folder
  let training: TrainingRows
  let validation: TrainingRows
  let digest: DataDigest
  let numbers: TrainingTable

  init() throws {
    folder = try Folder()
    let features = (0..<240).map { Float($0 * 37 % 101) / 50 }
    let table = try TrainingTable(
      featureNames: ["a", "b", "c"], features: features, labels: ["no", "yes"],
      targets: .classes((0..<80).map { features[3 * $0] > features[3 * $0 + 1] ? 1 : 0 }))
    (training, validation) = try table.split(validationFraction: 0.25, seed: 1)
    digest = DataDigest(training: training, validation: validation)
    numbers = try TrainingTable(
      featureNames: ["a", "b", "c"], features: features, labels: ["price"],
      targets: .values((0..<80).map { Double(1000 + 50 * features[3 * $0]) }))
  }

  func path(_ name: String) -> String { folder / name }

  static let configurations: [TrainingConfiguration] = [
    TrainingConfiguration(
      hidden: [.init(width: 8, activation: .relu), .init(width: 5, activation: .elu(alpha: 0.5))],
      loss: .negativeLogLikelihood, optimiser: .adam(Adam(learningRate: 0.02, l2: 1e-4)),
      batchSize: 16, earlyStopping: .init(patience: 3, minimumImprovement: 1e-3), seed: 5),
    TrainingConfiguration(
      hidden: [.init(width: 8, activation: .hardSigmoid(alpha: 0.2, beta: 0.5))],
      loss: .binaryCrossEntropy, optimiser: .sgd(SGD(learningRate: 0.05, momentum: 0.9)),
      batchSize: 25, scaling: .minMax, keepsRanges: false, seed: 6),
    TrainingConfiguration(
      hidden: [], loss: .negativeLogLikelihood, optimiser: .sgd(SGD(learningRate: 0.1)),
      batchSize: 60, scaling: .none, seed: 0),
    TrainingConfiguration(
      hidden: [.init(width: 70, activation: .tanh), .init(width: 5, activation: .relu)],
      loss: .negativeLogLikelihood, labelSmoothing: 0.1, classWeights: .given([0.1, 2]),
      dropout: 0.3, optimiser: .adam(Adam(weightDecay: 0.01)),
      schedule: LearningRateSchedule(.cosine(epochs: 3), warmupSteps: 2), gradientLimit: 0.5,
      batchSize: 16, seed: 7),
    TrainingConfiguration(
      hidden: [.init(width: 8)], loss: .binaryCrossEntropy, classWeights: .balanced,
      optimiser: .sgd(SGD(learningRate: 0.05, momentum: 0.9, nesterov: true)),
      schedule: LearningRateSchedule(.oneCycle(epochs: 3)), batchSize: 25),
    TrainingConfiguration(
      hidden: [.init(width: 8)], loss: .huber(delta: 0.5), dropout: 0.5,
      schedule: LearningRateSchedule(.step(epochs: 1, factor: 0.5)), batchSize: 16),
    TrainingConfiguration(
      hidden: [], loss: .squaredError, batchSize: 16, targetScaling: TargetScaling.none),
  ]

  /// The rows that a configuration can learn from, and those that tell how well.
  func rows(_ configuration: TrainingConfiguration) throws -> (TrainingRows, TrainingRows) {
    guard configuration.loss.outputActivation == .linear else { return (training, validation) }
    return try numbers.split(validationFraction: 0.25, seed: 1)
  }

  func trainer(_ configuration: TrainingConfiguration) throws -> Trainer {
    let (training, validation) = try rows(configuration)
    return try Trainer(configuration, training: training, validation: validation)
  }

  @Test(arguments: configurations) func comesBackAsItWas(configuration: TrainingConfiguration)
    throws
  {
    let trainer = try trainer(configuration)
    let (training, validation) = try rows(configuration)
    for epochs in 0..<3 {
      if epochs > 0 { _ = try trainer.trainEpoch() }
      try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
      let found = try Checkpoint(path: path("run.h5"))
      #expect(found.configuration == configuration)
      #expect(found.state == trainer.state)
      let resumed = try found.resume(training: training, validation: validation, data: digest)
      #expect(resumed.state == trainer.state)
      #expect(resumed.completedEpochs == epochs)
    }
  }

  /// Stopped after each of the steps of two epochs, written, read, and gone on with: the same file in
  /// the end.
  @Test(arguments: configurations) func resumedRunEqualsUninterrupted(
    configuration: TrainingConfiguration
  ) throws {
    let whole = try trainer(configuration)
    let (training, validation) = try rows(configuration)
    while whole.completedEpochs < 3 { _ = try whole.trainEpoch() }
    try writeCheckpoint(whole, data: digest, to: path("whole.h5"))
    for steps in 1..<(2 * whole.stepsPerEpoch) {
      let first = try trainer(configuration)
      var left = steps
      while left > 0 {
        _ = try first.trainEpoch { _ in
          left -= 1
          return left > 0
        }
      }
      try writeCheckpoint(first, data: digest, to: path("part.h5"))
      let second = try Checkpoint(path: path("part.h5")).resume(
        training: training, validation: validation, data: digest)
      while second.completedEpochs < 3 { _ = try second.trainEpoch() }
      try writeCheckpoint(second, data: digest, to: path("resumed.h5"))
      #expect(
        try folder.bytes(of: "resumed.h5") == folder.bytes(of: "whole.h5"), "after \(steps) steps")
    }
  }

  @Test func isAModelFileOfTheBestEpoch() throws {
    let trainer = try trainer(Self.configurations[0])
    for _ in 0..<3 { _ = try trainer.trainEpoch() }
    let producer = Provenance.Entry("producer", .text("test"))
    try writeCheckpoint(trainer, data: digest, facts: [producer], to: path("run.h5"))
    let file = try readModel(path: path("run.h5"))
    try file.checkIdentity()
    #expect(
      try file.model
        == trainer.model(facts: [producer, .init("data_crc32c", .text(digest.description))]))
    #expect(file.training != nil)
  }

  @Test func digestTellsAnyChangeOfTheData() throws {
    #expect(digest.description.count == 8)
    #expect(digest == DataDigest(training: training, validation: validation))
    let table = training.table
    func changed(
      names: [String]? = nil, features: [Float]? = nil, labels: [String]? = nil,
      targets: TrainingTable.Targets? = nil, weights: [Float]? = nil, fraction: Double = 0.25,
      seed: UInt64 = 1
    ) throws -> DataDigest {
      let split = try TrainingTable(
        featureNames: names ?? table.featureNames, features: features ?? table.features.array,
        labels: labels ?? table.labels, targets: targets ?? table.targets, weights: weights
      ).split(validationFraction: fraction, seed: seed)
      return DataDigest(training: split.training, validation: split.validation)
    }
    #expect(try changed() == digest)
    var features = table.features.array
    features[17] += 0.5
    let classes = (0..<Int32(80)).map { $0 & 1 }
    let others = [
      try changed(names: ["a", "c", "b"]), try changed(features: features),
      try changed(labels: ["yes", "no"]), try changed(targets: .classes(classes)),
      try changed(weights: [Float](repeating: 1, count: 80)), try changed(seed: 2),
      DataDigest(training: training, validation: nil),
      DataDigest(training: validation, validation: training),
    ]
    #expect(!others.contains(digest))
    #expect(Set(others.map(\.description)).count == others.count)
  }

  // MARK: - Refusals

  @Test func refusesOtherData() throws {
    let trainer = try trainer(Self.configurations[0])
    try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
    let other = DataDigest(training: training, validation: nil)
    let error = #expect(throws: CheckpointError.self) {
      _ = try Checkpoint(path: path("run.h5")).resume(
        training: training, validation: nil, data: other)
    }
    #expect(
      error
        == .otherData(
          file: path("run.h5"), found: other.description, expected: digest.description))
  }

  @Test func refusesAModelWithoutState() throws {
    try writeModel(trainer(Self.configurations[0]).model(), to: path("model.h5"))
    #expect(throws: CheckpointError.noState(file: path("model.h5"))) {
      try Checkpoint(path: path("model.h5"))
    }
  }

  @Test func refusesAFileThatIsNone() throws {
    try folder.write("text", to: "a.txt")
    let error = #expect(throws: CheckpointError.self) { try Checkpoint(path: path("a.txt")) }
    guard case .unreadable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// What makes a model of it would drop what the run needs.
  @Test func doesNotAdviseToExportACheckpointThatLostItsSeal() throws {
    let trainer = try trainer(Self.configurations[0])
    try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
    let bytes = try folder.bytes(of: "run.h5")
    try folder.write([UInt8](repeating: 0, count: 512) + bytes[512...], to: "run.h5")
    let error = #expect(throws: CheckpointError.self) { try Checkpoint(path: path("run.h5")) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasSuffix("; a run goes on only from a file as mlp-train wrote it"), "\(text)")
    #expect(!text.contains("mlp-export"))
  }

  /// Each part of the state missing, and of another type or shape.
  @Test func refusesAStateWithoutAPart() throws {
    let trainer = try trainer(Self.configurations[0])
    _ = try trainer.trainEpoch()
    try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
    let file = try readModel(path: path("run.h5"))
    let training = try #require(file.training)
    func expectRefusal(_ place: String, _ found: String, _ change: (inout Group) throws -> Void)
      throws
    {
      var group = training
      try change(&group)
      try writeModel(file.model, training: group, to: path("broken.h5"))
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(path: path("broken.h5")) }
      guard case .state(_, place, found, _) = error else {
        Issue.record("\(place): \(String(describing: error))")
        return
      }
    }
    for attribute in training.attributes {
      try expectRefusal(attribute.name, "nothing") { group in
        group.attributes.removeAll { $0.name == attribute.name }
      }
      try expectRefusal(attribute.name, "string[1] of shape []") { group in
        let index = try #require(group.attributes.firstIndex { $0.name == attribute.name })
        group.attributes[index].value = try .string("7")
      }
    }
    try expectRefusal("parameters", "nothing") { group in
      group.members.removeAll { $0.name == "parameters" }
    }
    try expectRefusal("moments", "float32 of shape [3]") { group in
      let index = try #require(group.members.firstIndex { $0.name == "moments" })
      group.members[index] = Member("moments", Dataset(try .float32([1, 2, 3], shape: [3])))
    }
    try expectRefusal("moments", "3 numbers") { group in
      let index = try #require(group.members.firstIndex { $0.name == "moments" })
      group.members[index] = Member("moments", Dataset(try .float32([1, 2, 3], shape: [1, 3])))
    }
    try expectRefusal("loss", "nothing") { group in
      let index = try #require(group.members.firstIndex { $0.name == "best" })
      group.members[index] = Member(
        "best", Group(attributes: [Attribute("epoch", try .int64(1))]))
    }
    try expectRefusal("state_version", "1") { group in
      group.attributes[0].value = try .int64(1)
    }
  }

  @Test func refusesAModelThatDoesNotTellItsConfiguration() throws {
    let trainer = try trainer(Self.configurations[0])
    try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
    let file = try readModel(path: path("run.h5"))
    for key in [
      "seed", "loss", "batch_size", "scaling", "optimizer", "beta2", "minimum_improvement",
    ] {
      let entries = file.model.provenance.entries.filter { $0.key != key }
      let model = try MultilayerPerceptron(
        input: file.model.input, layers: file.model.layers, output: file.model.output,
        provenance: Provenance(entries: entries))
      try writeModel(model, training: file.training, to: path("broken.h5"))
      let error = #expect(throws: TrainingError.self) { try Checkpoint(path: path("broken.h5")) }
      #expect(error?.description.hasPrefix("fact \(key): found nothing") == true)
    }
  }
}
