import Foundation
import Testing

@testable import MLPTraining

/// PyTorch's numbers for losses, optimisers, schedules and one run: fixtures/reference/recipes.json, made by
/// tools/reference/recipes.py, which says what its keys mean.
struct Recipes: Decodable {
  let losses: [LossCase]
  let start: [Float]
  let gradients: [[Float]]
  let optimizers: [OptimizerCase]
  let schedules: [ScheduleCase]
  let run: RunCase

  struct LossCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let loss: String
    let settings: [String: Double]
    let logits: [Float]
    let targets: [Float]
    let classes: [Int32]?
    let classWeights: [Double]?
    let rowWeights: [Float]
    let mean: Double
    let gradient: [Double]

    var testDescription: String { name }
  }

  struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let optimizer: String
    let settings: [String: Double]
    let clip: Double?
    let parameters: [[Double]]

    var testDescription: String { name }
  }

  struct ScheduleCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let schedule: String
    let settings: [String: Double]
    let warmupSteps: Int
    let stepsPerEpoch: Int
    let optimizer: String
    let rates: [Double]
    let momenta: [Double]?

    var testDescription: String { name }
  }

  struct RunCase: Decodable, Sendable {
    let widths: [Int]
    let activations: [String]
    let rows: Int
    let inputs: [Float]
    let classes: [Int32]
    let layers: [ReferenceFile.Layer]
    let settings: [String: Double]
    let rowWeights: [Float]
    let classWeights: [Double]
    let masks: [[[Float]]]
    let losses: [Double]
    let result: [ReferenceFile.Layer]
  }

  /// nil where the file cannot be read, which a test finds.
  static let shared: Recipes? = {
    let url = fixtures.appendingPathComponent("reference/recipes.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Recipes.self, from: Data(contentsOf: url))
  }()
}

extension [String: Double] {
  /// A setting that the fixture has to have.
  func number(_ key: String) throws -> Double { try #require(self[key]) }
}

extension Recipes.OptimizerCase {
  /// What PyTorch calls lr, weight_decay, eps.
  var optimiser: Optimiser {
    get throws {
      let rate = try settings.number("lr")
      let decay = try settings.number("weight_decay")
      guard optimizer != "SGD" else {
        return .sgd(
          SGD(
            learningRate: rate, momentum: try settings.number("momentum"),
            nesterov: try settings.number("nesterov") == 1, l2: decay))
      }
      let isAdamW = optimizer == "AdamW"
      return .adam(
        Adam(
          learningRate: rate, beta1: try settings.number("beta1"),
          beta2: try settings.number("beta2"), epsilon: try settings.number("eps"),
          l2: isAdamW ? 0 : decay, weightDecay: isAdamW ? decay : nil))
    }
  }
}

extension Recipes.ScheduleCase {
  var value: LearningRateSchedule {
    get throws {
      let epochs = Int(settings["epochs"] ?? 0)
      let shape: LearningRateSchedule.Shape =
        switch schedule {
        case "step": .step(epochs: epochs, factor: try settings.number("factor"))
        case "cosine": .cosine(epochs: epochs)
        case "one_cycle": .oneCycle(epochs: epochs)
        default: .constant
        }
      return LearningRateSchedule(shape, warmupSteps: warmupSteps)
    }
  }
}
