import MLPKernels
import MLPModel
import Testing
import Threads

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
        state.apply(
          step: step + 1, gradients, to: parameters, kernels, on: WorkerPool(threads: 1))
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
    try schedule.check(stepsPerEpoch: reference.steps_per_epoch)
    let optimiser: Optimiser =
      reference.optimizer == "SGD"
      ? .sgd(SGD(learningRate: 0.5, momentum: 0.9)) : .adam(Adam(learningRate: 0.5))
    for (step, rate) in reference.rates.enumerated() {
      let found = optimiser.scheduled(
        schedule.rate(step: step + 1, stepsPerEpoch: reference.steps_per_epoch))
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
}
