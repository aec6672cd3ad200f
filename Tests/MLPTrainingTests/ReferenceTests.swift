import Foundation
import MLPKernels
import MLPModel
import Testing

@testable import MLPTraining

/// The numbers of an independent implementation in double precision: fixtures/reference/training.json,
/// made by tools/reference/training.py, which says what its keys mean.
struct ReferenceFile: Decodable {
  let cases: [Case]

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let widths: [Int]
    let activations: [ActivationEntry]
    let rows: Int
    let inputs: [Float]
    let targets: [Float]
    let classes: [Int32]?
    let layers: [Layer]
    let logits: [Double]
    let outputs: [Double]
    let loss: Double
    let gradients: [Layer]
    let preactivationGradients: [[Double]]
    let activationGradients: [[Double]]
    let optimizers: [OptimizerRun]

    var testDescription: String { name }
  }

  struct ActivationEntry: Decodable, Sendable {
    let tag: String
    let parameters: [String: Float]
  }

  struct Layer: Decodable, Sendable {
    let weights: [Double]
    let bias: [Double]
  }

  struct OptimizerRun: Decodable, Sendable {
    let name: String
    let parameters: [String: Double]
    let steps: [Step]
  }

  struct Step: Decodable, Sendable {
    let loss: Double
    let layers: [Layer]
  }

  static let cases: [Case] = {
    let url = fixtures.appendingPathComponent("reference/training.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file = try? decoder.decode(ReferenceFile.self, from: Data(contentsOf: url))
    return file?.cases ?? []
  }()
}

/// The folder `fixtures` of the repository.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures")

extension ReferenceFile.Case {
  func activation(_ index: Int) throws -> Activation {
    let entry = activations[index]
    return try #require(Activation(tag: entry.tag) { entry.parameters[$0] })
  }

  var hidden: [TrainingConfiguration.HiddenLayer] {
    get throws {
      try (0..<(activations.count - 1)).map {
        TrainingConfiguration.HiddenLayer(width: widths[$0 + 1], activation: try activation($0))
      }
    }
  }

  var lossFunction: Loss {
    get throws {
      let output = try activation(activations.count - 1)
      return try #require(Loss.all.first { $0.outputActivation == output })
    }
  }

  var table: TrainingTable {
    get throws {
      try TrainingTable(
        featureNames: (0..<widths[0]).map { "x\($0)" }, features: inputs,
        labels: (0..<widths[widths.count - 1]).map { "y\($0)" },
        targets: classes.map { .classes($0) } ?? .values(targets.map(Double.init)))
    }
  }

  func run(tier: KernelTier = .best) throws -> BatchRun {
    try BatchRun(
      table, lossFunction, hidden: hidden.map(\.width), hidden.map(\.activation),
      parameters: flat(layers).map { Float($0) }, tier: tier)
  }
}

func flat(_ layers: [ReferenceFile.Layer]) -> [Double] { layers.flatMap { $0.weights + $0.bias } }

@Suite struct ReferenceTests {
  @Test func thereAreCases() { #expect(ReferenceFile.cases.count >= 5) }

  @Test(arguments: ReferenceFile.cases) func logitsAndLoss(of reference: ReferenceFile.Case) throws
  {
    let run = try reference.run()
    let columns = reference.widths[reference.widths.count - 1]
    let table = { (values: [Double]) in
      (0..<reference.rows).map { Array(values[($0 * columns)..<(($0 + 1) * columns)]) }
    }
    let last = run.workspace.last
    #expect(difference(last.preactivation.rows, table(reference.logits)) < 1e-6)
    #expect(difference(last.output.rows, table(reference.outputs)) < 1e-6)
    #expect(abs(run.loss - reference.loss) < 1e-6 * reference.loss)
  }

  @Test(arguments: ReferenceFile.cases) func eachGradient(of reference: ReferenceFile.Case) throws {
    for tier in tiers {
      let found = try reference.run(tier: tier).gradients.values.map(Double.init)
      var next = 0
      for (k, layer) in reference.gradients.enumerated() {
        for (name, expected) in [("dW", layer.weights), ("db", layer.bias)] {
          let found = Array(found[next..<(next + expected.count)])
          next += expected.count
          #expect(difference([found], [expected]) < 3e-6, "\(name)_\(k + 1)")
        }
      }
    }
  }

  /// The lines in between: dα_k of every layer, da_k of every hidden one.
  @Test(arguments: ReferenceFile.cases) func eachStepBackward(
    of reference: ReferenceFile.Case
  ) throws {
    let run = try reference.run()
    for (k, expected) in reference.preactivationGradients.enumerated() {
      let found = run.workspace.layers[k].preactivationGradient.rows.flatMap { $0 }
      #expect(difference([found], [expected]) < 3e-6, "dα_\(k + 1)")
    }
    #expect(reference.activationGradients.count == reference.widths.count - 2)
    for (k, expected) in reference.activationGradients.enumerated() {
      let found = run.workspace.layers[k + 1].inputGradient.rows.flatMap { $0 }
      #expect(difference([found], [expected]) < 3e-6, "da_\(k + 1)")
    }
  }

  /// Ten steps of each optimiser: an epoch is one batch of all rows.
  @Test(arguments: ReferenceFile.cases) func lossesAndWeightsOfTenSteps(
    of reference: ReferenceFile.Case
  ) throws {
    #expect(reference.optimizers.count == 3)
    for entry in reference.optimizers {
      let p = entry.parameters
      let optimiser: Optimiser =
        entry.name == "momentum"
        ? .sgd(SGD(learningRate: p["learning_rate"] ?? .nan, momentum: p["momentum"] ?? .nan))
        : .adam(
          Adam(
            learningRate: p["learning_rate"] ?? .nan, beta1: p["beta1"] ?? .nan,
            beta2: p["beta2"] ?? .nan, epsilon: p["epsilon"] ?? .nan))
      let start = flat(reference.layers).map { Float($0) }
      let moments = [[Float]](
        repeating: start.map { _ in 0 }, count: entry.name == "momentum" ? 1 : 2)
      let trainer = try Trainer(
        TrainingConfiguration(
          hidden: reference.hidden, loss: reference.lossFunction, optimiser: optimiser,
          batchSize: reference.rows, scaling: .none, targetScaling: TargetScaling.none),
        training: reference.table.allRows,
        resuming: TrainingState(
          completedEpochs: 0, completedSteps: 0, partialEpoch: .init(), parameters: start,
          moments: moments, best: nil))
      #expect(entry.steps.count == 10)
      for step in entry.steps {
        let report = try #require(try trainer.trainEpoch())
        #expect(abs(report.loss - step.loss) < 1e-5 * max(1, step.loss))
        let found = trainer.state.parameters.map(Double.init)
        #expect(difference([found], [flat(step.layers)]) < 2e-5)
      }
    }
  }
}
