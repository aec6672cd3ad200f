import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// The same configuration and data give the same bits, whatever runs them.
@Suite struct ReproducibilityTests {
  /// Wide enough for the trainer to use its threads, with widths that kernels pad; the last of the
  /// three batches has 12 rows.
  static let configuration = TrainingConfiguration(
    hidden: [
      .init(width: 120, activation: .silu(alpha: 1)), .init(width: 70, activation: .elu(alpha: 1)),
    ],
    loss: .negativeLogLikelihood, optimiser: .adam(Adam()), batchSize: 64, seed: 7)

  func train(
    _ configuration: TrainingConfiguration = Self.configuration, threads: Int = 1,
    tier: KernelTier = .best, epochs: Int = 2
  ) throws -> TrainingState {
    let table = try makeTable(rows: 140, features: 30, outputs: 5, loss: configuration.loss)
    let (training, validation) = try table.split(validationFraction: 0.03, seed: 1)
    #expect(training.count % 64 == 7)
    let trainer = try Trainer(
      configuration, training: training, validation: validation, threads: threads, tier: tier)
    try trainer.train(epochs)
    return trainer.state
  }

  @Test func sameSeedSameBits() throws {
    #expect(try train() == train())
  }

  @Test func anotherSeedGivesOthers() throws {
    var other = Self.configuration
    other.seed = 8
    #expect(try train().parameters != train(other).parameters)
  }

  /// Fewer threads than a layer has panels, and so many that they share the rows of a panel.
  @Test(arguments: [2, 3, 4, 5, 8, 9]) func anyNumberOfThreads(threads: Int) throws {
    #expect(try train(threads: threads) == train())
  }

  @Test(arguments: tiers) func everyTier(tier: KernelTier) throws {
    #expect(try train(tier: tier) == train())
    #expect(try train(threads: 3, tier: tier) == train())
  }

  @Test(arguments: Activation.all) func everyActivation(activation: Activation) throws {
    var configuration = Self.configuration
    configuration.hidden = [.init(width: 320, activation: activation)]
    configuration.optimiser = .sgd(SGD(learningRate: 0.05, momentum: 0.9, l2: 1e-3))
    let expected = try train(configuration, tier: .scalar, epochs: 1)
    for tier in tiers {
      #expect(try train(configuration, threads: 2, tier: tier, epochs: 1) == expected)
    }
  }

  /// Stopped after any step of any epoch, and gone on with by another trainer.
  @Test(arguments: [1, 2, 3, 4, 5]) func interruptedRunEqualsUninterrupted(steps: Int) throws {
    let table = try makeTable(rows: 140, features: 30, outputs: 5, loss: .negativeLogLikelihood)
    let (training, validation) = try table.split(validationFraction: 0.03, seed: 1)
    let first = try Trainer(Self.configuration, training: training, validation: validation)
    var left = steps
    while left > 0 {
      _ = try first.trainEpoch { _ in
        left -= 1
        return left > 0
      }
    }
    let second = try Trainer(
      Self.configuration, training: training, validation: validation, resuming: first.state)
    #expect(second.state == first.state)
    while second.completedEpochs < 2 { _ = try second.trainEpoch() }
    #expect(try second.state == train())
    #expect(
      try second.model()
        == Trainer(
          Self.configuration, training: training, validation: validation, resuming: train()
        ).model())
  }

  /// Everything that is off by default, on.
  static let everything: TrainingConfiguration = {
    var configuration = Self.configuration
    configuration.labelSmoothing = 0.1
    configuration.classWeights = .given([1, 2, 0.5, 1, 3])
    configuration.dropout = 0.2
    configuration.optimiser = .sgd(SGD(learningRate: 0.05, momentum: 0.9, nesterov: true, l2: 1e-3))
    configuration.schedule = LearningRateSchedule(.cosine(epochs: 2), warmupSteps: 2)
    configuration.gradientLimit = 0.5
    return configuration
  }()

  @Test(arguments: tiers, 1...3) func everySetting(tier: KernelTier, threads: Int) throws {
    let expected = try train(Self.everything, tier: .scalar)
    #expect(try train(Self.everything, threads: threads, tier: tier) == expected)
  }

  @Test func batchesLargerThanTheTableAreTheTable() throws {
    var large = Self.configuration
    large.batchSize = 10_000
    var exact = large
    exact.batchSize = 135
    #expect(try train(large) == train(exact))
  }

  @Test func singleRowBatches() throws {
    let table = try makeXOR(rows: 12)
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood, batchSize: 1), training: table.allRows)
    #expect(trainer.stepsPerEpoch == 12)
    try trainer.train(2)
    #expect(trainer.state.completedSteps == 24)
  }
}
