import MLPModel
import Testing

@testable import MLPTraining

/// How a run goes: reports, patience, divergence, and what is refused.
@Suite struct TrainerTests {
  @Test func reportsEveryStep() throws {
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood), training: makeXOR(rows: 40).allRows)
    var reports: [StepReport] = []
    let epoch = try trainer.trainEpoch { report in
      reports.append(report)
      return true
    }
    #expect(reports.map(\.step) == [1, 2, 3])
    #expect(reports.allSatisfy { $0.epoch == 1 && $0.stepCount == 3 })
    #expect(reports.last?.loss == epoch?.loss)
    #expect(reports.last?.accuracy == epoch?.accuracy)
    #expect(epoch?.validationLoss == nil)
  }

  @Test func keepsTheBestEpochByValidationLoss() throws {
    // Labels at random: training fits them, validation gets worse.
    let training = try makeTable(rows: 40, features: 6, outputs: 2, loss: .negativeLogLikelihood)
    let validation = try makeTable(
      rows: 40, features: 6, outputs: 2, loss: .negativeLogLikelihood, seed: 2)
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood, width: 64, patience: 4), training: training.allRows,
      validation: validation.allRows)
    var losses: [Double] = []
    var parameters: [[Float]] = []
    while !trainer.hasLostPatience, losses.count < 100 {
      let report = try #require(try trainer.trainEpoch())
      losses.append(try #require(report.validationLoss))
      parameters.append(trainer.state.parameters)
    }
    let least = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(losses.count == least + 1 + 4)
    #expect(trainer.best?.report.epoch == least + 1)
    #expect(trainer.best?.parameters == parameters[least])
    #expect(
      try trainer.model().layers.flatMap { $0.weights.array + $0.bias.array } == parameters[least])
  }

  @Test func smallImprovementsDoNotCount() throws {
    let table = try makeXOR(rows: 40)
    var configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
    configuration.earlyStopping = .init(patience: 2, minimumImprovement: 10)
    let trainer = try Trainer(
      configuration, training: table.allRows, validation: table.allRows)
    try trainer.train(3)
    #expect(trainer.best?.report.epoch == 1)
    #expect(trainer.hasLostPatience)
  }

  @Test func withoutValidationTheLastEpochIsTheBest() throws {
    let trainer = try Trainer(
      .quick(.negativeLogLikelihood), training: makeXOR(rows: 40).allRows)
    #expect(trainer.best == nil)
    try trainer.train(3)
    #expect(trainer.best?.report.epoch == 3)
    #expect(trainer.best?.parameters == trainer.state.parameters)
  }

  @Test func divergenceIsReportedAndUndone() throws {
    let table = try makeTable(rows: 64, features: 4, outputs: 2, loss: .squaredError)
    var configuration = TrainingConfiguration.quick(.squaredError)
    configuration.optimiser = .sgd(SGD(learningRate: 1e30))
    configuration.hidden = [.init(width: 8, activation: .relu)]
    let trainer = try Trainer(configuration, training: table.allRows)
    let before = trainer.state
    let error = #expect(throws: TrainingError.self) { try trainer.train(5) }
    guard case .diverged(let epoch, let step, let loss) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(epoch == 1)
    #expect((1...4).contains(step))
    #expect(!loss.isFinite)
    #expect(error?.description.contains("epoch 1, step \(step)") == true)
    #expect(error?.description.contains("learning rate") == true)
    #expect(trainer.state == before)
    #expect(try trainer.model().parameterCount == 8 * 5 + 2 * 9)
  }

  /// The step that breaks the weights is the last one, so that no loss of the epoch shows it.
  @Test func divergenceInTheLastStepIsFound() throws {
    let table = try makeTable(rows: 16, features: 4, outputs: 2, loss: .squaredError)
    var configuration = TrainingConfiguration.quick(.squaredError)
    configuration.optimiser = .sgd(SGD(learningRate: 3e38, l2: 100))
    let trainer = try Trainer(configuration, training: table.allRows)
    #expect(trainer.stepsPerEpoch == 1)
    #expect(throws: TrainingError.diverged(epoch: 1, step: 1, loss: .infinity)) {
      try trainer.train(1)
    }
  }

  // MARK: - Refusals

  func expectRefusal(_ text: String, _ body: () throws -> Void) {
    let error = #expect(throws: TrainingError.self, performing: body)
    #expect(error?.description == text)
  }

  @Test func refusesBadSettings() throws {
    let rows = try makeXOR(rows: 8).allRows
    func with(_ change: (inout TrainingConfiguration) -> Void) throws {
      var configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
      change(&configuration)
      _ = try Trainer(configuration, training: rows)
    }
    expectRefusal("batch size: found 0, expected 1 or more") { try with { $0.batchSize = 0 } }
    expectRefusal("width of hidden layer 1: found 0, expected 1 or more") {
      try with { $0.hidden[0].width = 0 }
    }
    expectRefusal("alpha of hidden layer 1: found nan, expected a finite number") {
      try with { $0.hidden[0].activation = .elu(alpha: .nan) }
    }
    expectRefusal("learning rate: found 0.0, expected above 0") {
      try with { $0.optimiser = .sgd(SGD(learningRate: 0)) }
    }
    expectRefusal("momentum: found 1.0, expected 0 to below 1") {
      try with { $0.optimiser = .sgd(SGD(momentum: 1)) }
    }
    expectRefusal("l2: found -1.0, expected 0 or more") {
      try with { $0.optimiser = .sgd(SGD(l2: -1)) }
    }
    expectRefusal("learning rate: found nan, expected above 0") {
      try with { $0.optimiser = .adam(Adam(learningRate: .nan)) }
    }
    expectRefusal("beta1: found 1.0, expected 0 to below 1") {
      try with { $0.optimiser = .adam(Adam(beta1: 1)) }
    }
    expectRefusal("beta2: found -0.5, expected 0 to below 1") {
      try with { $0.optimiser = .adam(Adam(beta2: -0.5)) }
    }
    expectRefusal("momentum: found 0.0, expected above 0 for nesterov") {
      try with { $0.optimiser = .sgd(SGD(nesterov: true)) }
    }
    expectRefusal("weight decay: found -1.0, expected 0 or more") {
      try with { $0.optimiser = .adam(Adam(weightDecay: -1)) }
    }
    expectRefusal("gradient limit: found 0.0, expected above 0") {
      try with { $0.gradientLimit = 0 }
    }
    expectRefusal("dropout: found 1.0, expected 0 to below 1") { try with { $0.dropout = 1 } }
    expectRefusal("dropout: found 0.5, expected 0 without hidden layers") {
      try with {
        $0.dropout = 0.5
        $0.hidden = []
      }
    }
    expectRefusal("label smoothing: found 1.0, expected 0 to below 1") {
      try with { $0.labelSmoothing = 1 }
    }
    expectRefusal("label smoothing: found 0.1, expected 0 for squared_error") {
      try with {
        $0.loss = .squaredError
        $0.labelSmoothing = 0.1
      }
    }
    expectRefusal("target scaling: found standard, expected none for negative_log_likelihood") {
      try with { $0.targetScaling = .standard }
    }
    expectRefusal("huber delta: found 0.0, expected above 0") {
      try with { $0.loss = .huber(delta: 0) }
    }
    expectRefusal("epsilon: found 0.0, expected above 0") {
      try with { $0.optimiser = .adam(Adam(epsilon: 0)) }
    }
    expectRefusal("schedule epochs: found 0, expected 1 to 1000000") {
      try with { $0.schedule = .init(.cosine(epochs: 0)) }
    }
    expectRefusal("schedule epochs: found 0, expected 1 to 1000000") {
      try with { $0.schedule = .init(.step(epochs: 0)) }
    }
    expectRefusal("learning rate factor: found 0.0, expected above 0") {
      try with { $0.schedule = .init(.step(epochs: 1, factor: 0)) }
    }
    expectRefusal("warmup steps: found 1, expected 0 for one-cycle, which has its own") {
      try with { $0.schedule = .init(.oneCycle(epochs: 5), warmupSteps: 1) }
    }
    expectRefusal("warmup steps: found 3, expected 0 to 2, fewer than the schedule's") {
      try with { $0.schedule = .init(.cosine(epochs: 3), warmupSteps: 3) }
    }
    expectRefusal("warmup steps: found -1, expected 0 or more") {
      try with { $0.schedule = .init(.constant, warmupSteps: -1) }
    }
    expectRefusal("seed: found 9223372036854775808, expected 0 to 9223372036854775807") {
      try with { $0.seed = 1 << 63 }
    }
    expectRefusal("patience: found 0, expected 1 or more") {
      try with { $0.earlyStopping = .init(patience: 0) }
    }
    expectRefusal("minimum improvement: found -1.0, expected 0 or more") {
      try with { $0.earlyStopping = .init(patience: 1, minimumImprovement: -1) }
    }
    expectRefusal("early stopping: found no validation rows, expected some") {
      try with { $0.earlyStopping = .init(patience: 1) }
    }
    expectRefusal(
      "hidden layers: found 1 x 9223372036854775807 weights, expected fewer"
    ) {
      try with { $0.hidden = [.init(width: 1), .init(width: .max)] }
    }
  }

  @Test func refusesAStateOfAnotherRun() throws {
    let rows = try makeXOR(rows: 40).allRows
    let configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
    let good = try Trainer(configuration, training: rows).state
    func with(_ change: (inout TrainingState) -> Void) throws {
      var state = good
      change(&state)
      _ = try Trainer(configuration, training: rows, resuming: state)
    }
    expectRefusal("parameters: found 81 numbers, expected 82 numbers") {
      try with { $0.parameters.removeLast() }
    }
    expectRefusal("parameters[3]: found inf, expected a finite number") {
      try with { $0.parameters[3] = .infinity }
    }
    expectRefusal("moments: found 1, expected 2") { try with { $0.moments.removeLast() } }
    expectRefusal("moments[1]: found 0 numbers, expected 82 numbers") {
      try with { $0.moments[1] = [] }
    }
    expectRefusal("batches: found 3, expected 0 to 2") {
      try with { $0.partialEpoch.batches = 3 }
    }
    expectRefusal("completed_epochs: found -1, expected 0 to 1000000") {
      try with { $0.completedEpochs = -1 }
    }
  }
}
