import HDF5Tree
import MLPCheckpoint
import MLPModel
import MLPReader
import MLPSchema
import MLPTraining
import Mutants
import Storage

extension FuzzTarget {
  /// A checkpoint, its sums and its seal repaired: a state that is read is written as it was, and training
  /// continues from it or refuses it.
  static let checkpoint = FuzzTarget("checkpoint", maxLength: 16384) { bytes in
    let file: ModelFile
    do throws(ReadError) {
      file = try modelFile(repaired(bytes, .end))
    } catch {
      return  // The model target's affair.
    }
    do {
      let checkpoint = try Checkpoint(file)
      let runs = try SampleRuns(checkpoint.configuration.loss)
      let group = try encodeState(checkpoint.state, runs.digest)
      let written = try encodeModel(checkpoint.model, training: group)
      let again = try Checkpoint(modelFile(sealed(Image(written).bytes)))
      try require(
        try encodeState(again.state, runs.digest) == group, "a state is not read as it was written")
      let trainer = try checkpoint.resume(
        training: runs.training, validation: runs.validation, data: runs.digest)
      try require(
        try encodeState(trainer.state, runs.digest) == group, "a run is resumed in another state")
      var left = 2
      _ = try trainer.trainEpoch { _ in
        left -= 1
        return left > 0
      }
    } catch let error as CheckpointError {
      try checkLine("\(error)")
    } catch let error as TrainingError {
      try checkLine("\(error)")
    }
  }

  private static func modelFile(_ bytes: [UInt8]) throws(ReadError) -> ModelFile {
    guard let block = try? AlignedBytes(count: bytes.count, fill: { $0.copy(bytes.span.bytes) })
    else { fatalError("out of memory") }
    return try readModel(bytes: block, name: "run.h5")
  }
}

/// What the checkpoints of the corpus learned from.
private struct SampleRuns {
  let training: TrainingRows
  let validation: TrainingRows
  let digest: DataDigest

  init(_ loss: Loss) throws {
    let features = (0..<120).map { Float($0 * 37 % 101) / 50 }
    let isOfNumbers = loss.outputActivation == .linear
    let table = try TrainingTable(
      featureNames: ["a", "b", "c"], features: features,
      labels: isOfNumbers ? ["price"] : ["no", "yes"],
      targets: isOfNumbers
        ? .values((0..<40).map { Double(1000 + 50 * features[3 * $0]) })
        : .classes((0..<40).map { features[3 * $0] > features[3 * $0 + 1] ? 1 : 0 }))
    (training, validation) = try table.split(validationFraction: 0.25, seed: 1)
    digest = DataDigest(training: training, validation: validation)
  }
}

/// Checkpoints of short runs, between and inside of epochs: what the fuzzer begins with.
public func sampleCheckpoints() throws -> [[UInt8]] {
  let configurations = [
    TrainingConfiguration(
      hidden: [.init(width: 3, activation: .relu)], loss: .negativeLogLikelihood,
      optimiser: .adam(Adam(learningRate: 0.02, l2: 1e-4)), batchSize: 16,
      earlyStopping: .init(patience: 3, minimumImprovement: 1e-3), seed: 5),
    TrainingConfiguration(
      hidden: [], loss: .binaryCrossEntropy, classWeights: .balanced,
      optimiser: .sgd(SGD(learningRate: 0.05, momentum: 0.9, nesterov: true)),
      schedule: LearningRateSchedule(.oneCycle(epochs: 3)), batchSize: 25),
    TrainingConfiguration(
      hidden: [.init(width: 2, activation: .tanh)], loss: .negativeLogLikelihood,
      labelSmoothing: 0.1, classWeights: .given([0.1, 2]), dropout: 0.3,
      optimiser: .adam(Adam(weightDecay: 0.01)),
      schedule: LearningRateSchedule(.cosine(epochs: 3), warmupSteps: 2), gradientLimit: 0.5,
      batchSize: 16, seed: 7),
    TrainingConfiguration(
      hidden: [.init(width: 2)], loss: .huber(delta: 0.5),
      schedule: LearningRateSchedule(.step(epochs: 1, factor: 0.5)), batchSize: 16),
  ]
  return try configurations.flatMap { configuration in
    let runs = try SampleRuns(configuration.loss)
    return try [0, 1, 3].map { steps in
      let trainer = try Trainer(
        configuration, training: runs.training, validation: runs.validation)
      var left = steps
      while left > 0 {
        _ = try trainer.trainEpoch { _ in
          left -= 1
          return left > 0
        }
      }
      let digest = Provenance.Entry("data_crc32c", .text(runs.digest.description))
      let model = try trainer.model(facts: [digest])
      let group = try encodeState(trainer.state, runs.digest)
      return sealed(Image(try encodeModel(model, training: group)).bytes)
    }
  }
}
