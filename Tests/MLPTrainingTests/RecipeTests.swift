import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// Step by step what PyTorch does.
@Suite struct RecipeTests {
  @Test func fixtureIsThere() throws {
    let recipes = try #require(Recipes.shared)
    #expect(recipes.optimizers.count >= 11)
    #expect(recipes.schedules.count >= 16)
    #expect(recipes.losses.count >= 11)
  }

  @Test(arguments: Recipes.shared?.optimizers ?? []) func optimiser(
    of reference: Recipes.OptimizerCase
  ) throws {
    let recipes = try #require(Recipes.shared)
    let layout = try ParameterLayout(widths: [4, 3, 2])
    #expect(recipes.start.count == layout.parameterCount)
    for tier in tiers {
      let kernels = TrainingKernels(tier: tier)
      let state = try OptimiserState(reference.optimiser, layout)
      let parameters = try ParameterVector(layout)
      let gradients = try ParameterVector(layout)
      parameters.set(recipes.start)
      #expect(reference.parameters.count == 10)
      for (step, expected) in reference.parameters.enumerated() {
        gradients.set(recipes.gradients[step])
        if let clip = reference.clip { gradients.clip(to: clip, kernels) }
        for piece in layout.pieces {
          state.apply(step: step + 1, gradients.gradient(of: piece), to: parameters, kernels)
        }
        let found = parameters.values.map(Double.init)
        #expect(difference([found], [expected]) < 1e-6, "step \(step + 1)")
      }
    }
  }

  /// What PyTorch calls an optimiser without settings is what ours is.
  @Test func defaultsArePyTorchs() throws {
    let cases = try #require(Recipes.shared).optimizers
    func named(_ name: String) throws -> Optimiser {
      try #require(cases.first { $0.name == name }).optimiser
    }
    #expect(try named("SGD") == .sgd(SGD()))
    #expect(try named("Adam") == .adam(Adam()))
    #expect(try named("AdamW") == .adam(Adam(weightDecay: Adam.defaultWeightDecay)))
  }

  @Test(arguments: Recipes.shared?.schedules ?? []) func schedule(
    of reference: Recipes.ScheduleCase
  ) throws {
    let schedule = try reference.value
    try schedule.check(stepsPerEpoch: reference.stepsPerEpoch)
    let optimiser: Optimiser =
      reference.optimizer == "SGD"
      ? .sgd(SGD(learningRate: 0.5, momentum: 0.9)) : .adam(Adam(learningRate: 0.5))
    for (step, rate) in reference.rates.enumerated() {
      let found = optimiser.scheduled(
        schedule.rate(step: step + 1, stepsPerEpoch: reference.stepsPerEpoch))
      let (foundRate, foundMomentum) =
        switch found {
        case .sgd(let sgd): (sgd.learningRate, sgd.momentum)
        case .adam(let adam): (adam.learningRate, adam.beta1)
        }
      #expect(abs(foundRate - rate) < 1e-11, "step \(step + 1)")
      #expect(abs(foundMomentum - (reference.momenta?[step] ?? 0.9)) < 1e-11, "step \(step + 1)")
    }
  }

  @Test func schedulesThatAreOverStayWhereTheyAre() {
    let ended = LearningRateSchedule(.cosine(epochs: 2)).rate(step: 41, stepsPerEpoch: 10)
    #expect(ended.factor == 0)
    let cycle = LearningRateSchedule(.oneCycle(epochs: 2))
    #expect(
      cycle.rate(step: 20, stepsPerEpoch: 10).factor
        == cycle.rate(step: 99, stepsPerEpoch: 10).factor)
    let plain = Optimiser.sgd(SGD(momentum: 0)).scheduled(cycle.rate(step: 7, stepsPerEpoch: 10))
    guard case .sgd(let sgd) = plain else { return }
    #expect(sgd.momentum == 0)
  }

  /// z comes out of a layer that passes its inputs on: W = 1, b = 0.
  @Test(arguments: Recipes.shared?.losses ?? []) func loss(of reference: Recipes.LossCase) throws {
    let loss: Loss =
      reference.loss == "huber"
      ? .huber(delta: try reference.settings.number("delta"))
      : try #require(Loss.all.first { $0.name == reference.loss })
    let table = try TrainingTable(
      featureNames: ["x0", "x1", "x2"], features: reference.logits, labels: ["y0", "y1", "y2"],
      targets: reference.classes.map { .classes($0) }
        ?? .values(reference.targets.map(Double.init)),
      weights: reference.rowWeights)
    for tier in tiers {
      let run = try BatchRun(
        table, loss, hidden: [], [], parameters: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
        smoothing: reference.settings["label_smoothing"] ?? 0,
        classWeights: reference.classWeights, tier: tier)
      #expect(abs(run.loss - reference.mean) < 1e-7)
      let found = run.workspace.last.preactivationGradient.rows
      #expect(difference([found.flatMap { $0 }], [reference.gradient]) < 1e-6)
    }
  }

  /// AdamW, a warm-up and a cosine, clipping, label smoothing, class and sample weights, dropout: ten
  /// steps of all rows against the losses and weights that PyTorch comes to.
  @Test func everythingTogether() throws {
    let reference = try #require(Recipes.shared).run
    let settings = reference.settings
    let table = try TrainingTable(
      featureNames: (0..<reference.widths[0]).map { "x\($0)" }, features: reference.inputs,
      labels: (0..<4).map { "y\($0)" }, targets: .classes(reference.classes),
      weights: reference.rowWeights)
    let start = flat(reference.layers).map { Float($0) }
    let configuration = TrainingConfiguration(
      hidden: [
        .init(width: reference.widths[1], activation: .tanh),
        .init(width: reference.widths[2], activation: .sigmoid),
      ],
      loss: .negativeLogLikelihood, labelSmoothing: try settings.number("label_smoothing"),
      classWeights: .given(reference.classWeights), dropout: try settings.number("dropout"),
      optimiser: .adam(
        Adam(
          learningRate: try settings.number("lr"),
          weightDecay: try settings.number("weight_decay"))),
      schedule: LearningRateSchedule(
        .cosine(epochs: Int(try settings.number("epochs"))),
        warmupSteps: Int(try settings.number("warmup_steps"))),
      gradientLimit: try settings.number("clip"), batchSize: reference.rows, scaling: .none,
      seed: UInt64(try settings.number("seed")))
    let trainer = try Trainer(
      configuration, training: table.allRows,
      resuming: TrainingState(
        completedEpochs: 0, completedSteps: 0, partialEpoch: .init(), parameters: start,
        moments: [start.map { _ in 0 }, start.map { _ in 0 }], best: nil))
    #expect(reference.losses.count == 10)
    for (epoch, loss) in reference.losses.enumerated() {
      let report = try #require(try trainer.trainEpoch())
      #expect(abs(report.loss - loss) < 1e-5, "epoch \(epoch + 1)")
    }
    let found = trainer.state.parameters.map(Double.init)
    #expect(difference([found], [flat(reference.result)]) < 2e-5)
  }
}
