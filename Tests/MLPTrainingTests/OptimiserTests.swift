import MLPKernels
import Testing

@testable import MLPTraining

/// Optimiser steps against their formulas in double precision, and every tier
/// against the scalar one.
@Suite struct OptimiserTests {
  /// The parameters after ten steps with the gradients of `gradients(step)`.
  func run(
    _ optimiser: Optimiser, tier: KernelTier = .best
  ) throws -> [Float] {
    let layout = try ParameterLayout(widths: [9, 70, 11, 5])
    let parameters = try ParameterVector(layout)
    let gradients = try ParameterVector(layout)
    parameters.set(start(layout))
    let state = try OptimiserState(optimiser, layout)
    for step in 1...10 {
      gradients.set(gradient(layout, step))
      for piece in layout.pieces {
        state.apply(
          step: step, gradients.gradient(of: piece), to: parameters, TrainingKernels(tier: tier))
      }
    }
    for moments in state.moments {
      // What is left when the numbers are taken out is the padding.
      moments.set([Float](repeating: 0, count: layout.parameterCount))
      moments.buffer.withSpan { all in
        #expect((0..<all.count).allSatisfy { all[$0] == 0 })
      }
    }
    return parameters.values
  }

  func start(_ layout: ParameterLayout) -> [Float] { numbers(layout.parameterCount, seed: 1) }

  func gradient(_ layout: ParameterLayout, _ step: Int) -> [Float] {
    numbers(layout.parameterCount, seed: UInt64(step + 1), scale: 0.5)
  }

  func check(
    _ optimiser: Optimiser, _ step: (Int, Double, Double, inout (Double, Double)) -> Double
  )
    throws
  {
    let layout = try ParameterLayout(widths: [9, 70, 11, 5])
    let found = try run(optimiser)
    let gradients = (1...10).map { gradient(layout, $0).map(Double.init) }
    for (i, start) in start(layout).enumerated() {
      var moments = (0.0, 0.0)
      let expected = (1...10).reduce(Double(start)) { w, t in
        step(t, w, gradients[t - 1][i], &moments)
      }
      #expect(abs(Double(found[i]) - expected) < 2e-6)
    }
    for tier in tiers {
      #expect(bits(try run(optimiser, tier: tier)) == bits(found))
    }
  }

  @Test func gradientDescent() throws {
    try check(.sgd(SGD(learningRate: 0.1))) { _, w, g, _ in w - 0.1 * g }
  }

  @Test func momentumAndL2() throws {
    try check(.sgd(SGD(learningRate: 0.05, momentum: 0.8, l2: 0.25))) { _, w, g, moments in
      moments.0 = 0.8 * moments.0 + g + 0.25 * w
      return w - 0.05 * moments.0
    }
  }

  @Test func nesterovAndL2() throws {
    let optimiser = SGD(learningRate: 0.05, momentum: 0.8, nesterov: true, l2: 0.25)
    try check(.sgd(optimiser)) { _, w, g, moments in
      let g = g + 0.25 * w
      moments.0 = 0.8 * moments.0 + g
      return w - 0.05 * (g + 0.8 * moments.0)
    }
  }

  @Test func adamWithDecoupledWeightDecay() throws {
    try check(.adam(Adam(learningRate: 0.02, weightDecay: 0.5))) { t, w, g, moments in
      moments.0 = 0.9 * moments.0 + 0.1 * g
      moments.1 = 0.999 * moments.1 + 0.001 * g * g
      let root = (moments.1 / (1 - power(0.999, t))).squareRoot()
      return w * 0.99 - 0.02 * (moments.0 / (1 - power(0.9, t))) / (root + 1e-8)
    }
  }

  @Test func longGradientsAreShortenedAndOthersAreNot() throws {
    let layout = try ParameterLayout(widths: [9, 11, 5])
    let values = gradient(layout, 1)
    let norm = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    func clipped(to limit: Double, _ tier: KernelTier) throws -> [Float] {
      let gradients = try ParameterVector(layout)
      gradients.set(values)
      gradients.clip(to: limit, TrainingKernels(tier: tier))
      return gradients.values
    }
    for tier in tiers {
      #expect(bits(try clipped(to: norm * 1.001, tier)) == bits(values))
      let short = try clipped(to: norm / 4, tier)
      #expect(bits(short) == bits(try clipped(to: norm / 4, .scalar)))
      for (short, value) in zip(short, values) { #expect(abs(short - value / 4) < 1e-6) }
    }
  }

  @Test func adam() throws {
    try check(.adam(Adam(learningRate: 0.02, beta1: 0.7, beta2: 0.95, epsilon: 0.01, l2: 0.1))) {
      t, w, g, moments in
      let g = g + 0.1 * w
      moments.0 = 0.7 * moments.0 + 0.3 * g
      moments.1 = 0.95 * moments.1 + 0.05 * g * g
      let root = (moments.1 / (1 - power(0.95, t))).squareRoot()
      return w - 0.02 * (moments.0 / (1 - power(0.7, t))) / (root + 0.01)
    }
  }

  /// What a unit that learns nothing any more has kept becomes 0, and no subnormal number before.
  @Test(
    arguments: [
      Optimiser.sgd(SGD(learningRate: 0.1, momentum: 0.9)),
      .sgd(SGD(learningRate: 0.1, momentum: 0.5, nesterov: true)),
      .adam(Adam(learningRate: 0.001)),
    ])
  func momentsComeToRest(_ optimiser: Optimiser) throws {
    let layout = try ParameterLayout(widths: [9, 70, 5])
    for tier in tiers {
      let parameters = try ParameterVector(layout)
      let gradients = try ParameterVector(layout)
      let state = try OptimiserState(optimiser, layout)
      for step in 1...1000 {
        // A gradient at first, then ones whose squares no float holds, then none.
        if step <= 3 { gradients.set(numbers(layout.parameterCount, seed: 1, scale: 1e-20)) }
        if step == 1 { gradients.set(gradient(layout, 1)) }
        if step == 4 { gradients.set([Float](repeating: 0, count: layout.parameterCount)) }
        for piece in layout.pieces {
          state.apply(
            step: step, gradients.gradient(of: piece), to: parameters, TrainingKernels(tier: tier))
        }
        for moments in state.moments {
          let values: [Float] = moments.values
          #expect(values.allSatisfy { !$0.isSubnormal }, "step \(step)")
        }
      }
      let first: [Float] = try #require(state.moments.first).values
      #expect(first.allSatisfy { $0 == 0 })
    }
  }

  @Test func powersAreProducts() {
    #expect(power(0.5, 0) == 1)
    #expect(power(0.5, 1) == 0.5)
    #expect(power(0.5, 13) == 0x1p-13)
    #expect(power(0.999, 100_000) < 1e-43)
  }
}
