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
      // Files of earlier versions have none.
      if attribute.name != "table_crc32c" {
        try expectRefusal(attribute.name, "nothing") { group in
          group.attributes.removeAll { $0.name == attribute.name }
        }
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

  /// Each number of the state at the ends of its range and beside what the run makes it.
  @Test func refusesANumberOutOfItsRange() throws {
    let trainer = try trainer(Self.configurations[0])
    for _ in 0..<2 { _ = try trainer.trainEpoch() }
    _ = try trainer.trainEpoch { _ in false }
    try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
    let file = try readModel(path: path("run.h5"))
    let state = try #require(file.training)
    func expectRefusal(_ place: String, _ change: (inout Group) throws -> Void) throws {
      var group = state
      try change(&group)
      try writeModel(file.model, training: group, to: path("broken.h5"))
      let checkpoint = try Checkpoint(path: path("broken.h5"))
      let error = #expect(throws: CheckpointError.self) {
        try checkpoint.resume(training: training, validation: validation, data: digest)
      }
      guard case .state(_, let found, _, _) = error else {
        Issue.record("\(place): \(String(describing: error))")
        return
      }
      #expect(found.hasPrefix(place), "\(found)")
    }
    func set(_ name: String, _ value: Values, in group: inout Group) throws {
      let index = try #require(group.attributes.firstIndex { $0.name == name })
      group.attributes[index].value = value
    }
    let integers: [(String, [Int64])] = [
      ("completed_epochs", [-1, .min, .max, 1_000_001]), ("batches", [-1, 4, .min, .max]),
      ("completed_steps", [0, 8, 10, -1, .min, .max]), ("rows", [0, 15, 17, -1, .min, .max]),
      ("correct_answers", [-1, 17, .min, .max]),
    ]
    for (name, values) in integers {
      for value in values {
        try expectRefusal(name) { try set(name, .int64(value), in: &$0) }
      }
    }
    let outOfRange: [Double] = [
      -1, .nan, .infinity, -Double.infinity, .greatestFiniteMagnitude,
    ]
    for value in outOfRange {
      try expectRefusal("loss_sum") { try set("loss_sum", .float64(value), in: &$0) }
      try expectRefusal("weight_sum") { try set("weight_sum", .float64(value), in: &$0) }
      for name in ["loss", "accuracy", "validation_loss", "validation_accuracy"] {
        try expectRefusal("best/\(name)") { group in
          let index = try #require(group.members.firstIndex { $0.name == "best" })
          guard case .group(var best) = group.members[index].object else { return }
          try set(name, .float64(value), in: &best)
          group.members[index] = Member("best", best)
        }
      }
    }
    for epoch: Int64 in [0, 3, -1, .min, .max] {
      try expectRefusal("best/epoch") { group in
        let index = try #require(group.members.firstIndex { $0.name == "best" })
        guard case .group(var best) = group.members[index].object else { return }
        try set("epoch", .int64(epoch), in: &best)
        group.members[index] = Member("best", best)
      }
    }
    let count = trainer.state.parameters.count
    let moments = trainer.state.moments
    for value: Float in [.nan, .infinity, -Float.infinity, .greatestFiniteMagnitude] {
      for at in [0, count - 1] {
        try expectRefusal("moments[0][\(at)]") { group in
          var values = moments
          values[0][at] = value
          try replaceMoments(values, in: &group)
        }
      }
    }
    for value: Float in [.nan, .infinity, -1, -Float.leastNonzeroMagnitude] {
      try expectRefusal("moments[1][7]") { group in
        var values = moments
        values[1][7] = value
        try replaceMoments(values, in: &group)
      }
    }
    try expectRefusal("best") { $0.members.removeAll { $0.name == "best" } }
    for (row, column) in [(0, 0), (1, 0), (0, 1), (1, 3)] {
      try expectRefusal("history") { group in
        var numbers = trainer.state.history.flatMap {
          [
            Double($0.epoch), $0.loss, $0.accuracy ?? .nan, $0.validationLoss ?? .nan,
            $0.validationAccuracy ?? .nan,
          ]
        }
        numbers[row * 5 + column] = -1
        let index = try #require(group.members.firstIndex { $0.name == "history" })
        group.members[index] = Member(
          "history", Dataset(try .float64(numbers, shape: [2, 5])))
      }
    }
  }

  private func replaceMoments(_ values: [[Float]], in group: inout Group) throws {
    let index = try #require(group.members.firstIndex { $0.name == "moments" })
    group.members[index] = Member(
      "moments",
      Dataset(try .float32(Array(values.joined()), shape: [values.count, values[0].count])))
  }

  /// Each setting that a run takes from the provenance.
  @Test func refusesASettingOutOfItsRange() throws {
    for (configuration, settings) in [
      (
        Self.configurations[0],
        ["seed", "batch_size", "learning_rate", "beta1", "beta2", "epsilon", "l2", "patience"]
      ),
      (Self.configurations[1], ["momentum", "learning_rate"]),
      (
        Self.configurations[3],
        [
          "label_smoothing", "dropout", "gradient_limit", "weight_decay", "schedule_epochs",
          "warmup_steps",
        ]
      ),
      (Self.configurations[5], ["huber_delta", "learning_rate_factor", "schedule_epochs"]),
    ] {
      let trainer = try trainer(configuration)
      let (training, validation) = try rows(configuration)
      try writeCheckpoint(trainer, data: digest, to: path("run.h5"))
      let file = try readModel(path: path("run.h5"))
      for key in settings {
        let old = try #require(file.model.provenance[key])
        let wrong: [Provenance.Value] =
          if case .integer = old { [.integer(-1), .integer(.min)] } else {
            [.number(-1), .number(.nan), .number(.infinity), .number(1e39)]
          }
        for value in wrong {
          let entries = file.model.provenance.entries.map {
            $0.key == key ? Provenance.Entry(key, value) : $0
          }
          let model = try MultilayerPerceptron(
            input: file.model.input, layers: file.model.layers, output: file.model.output,
            provenance: Provenance(entries: entries))
          try writeModel(model, training: file.training, to: path("broken.h5"))
          let error = #expect(throws: CheckpointError.self, "\(key) \(value)") {
            _ = try Checkpoint(path: path("broken.h5")).resume(
              training: training, validation: validation, data: digest)
          }
          let text = error.map { "\($0)" } ?? ""
          #expect(text.contains(": /provenance/\(key): found "), "\(key): \(text)")
        }
      }
    }
  }

  /// The same table, but other rows of it for validation than the file's seed chose.
  @Test func tellsAnotherSeedFromAnotherTable() throws {
    let trainer = try trainer(Self.configurations[0])
    let fraction = Provenance.Entry("validation_fraction", .number(0.25))
    try writeCheckpoint(trainer, data: digest, facts: [fraction], to: path("run.h5"))
    let (other, held) = try training.table.split(validationFraction: 0.25, seed: 2)
    let error = #expect(throws: CheckpointError.self) {
      _ = try Checkpoint(path: path("run.h5")).resume(
        training: other, validation: held, data: DataDigest(training: other, validation: held))
    }
    #expect(error?.isAboutFile == true)
    #expect(error?.description.contains(": /provenance/data_crc32c: found ") == true)
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
      let error = #expect(throws: CheckpointError.self) { try Checkpoint(path: path("broken.h5")) }
      #expect(error?.description.contains(": /provenance/\(key): found nothing") == true)
    }
  }
}
