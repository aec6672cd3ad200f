import MLPKernels
import MLPModel
import Storage
import Testing

@testable import MLPTraining

/// Numbers far from 1 are learned as well as others, and the model answers in their unit.
@Suite struct TargetScalingTests {
  /// Two outputs of different size: around a million, and around a thousandth.
  func table(rows: Int = 200) throws -> TrainingTable {
    let x = numbers(2 * rows, seed: 5)
    let targets = (0..<rows).flatMap { row -> [Float] in
      let (a, b) = (x[2 * row], x[2 * row + 1])
      return [1_000_000 + 50_000 * (a - 2 * b), 0.001 * (a * b + b)]
    }
    return try TrainingTable(
      featureNames: ["a", "b"], features: x, labels: ["price", "share"],
      targets: .values(targets.map(Double.init)))
  }

  /// R² of each output of the model.
  func quality(_ model: MultilayerPerceptron, _ table: TrainingTable) throws -> [Double] {
    guard case .values(let values) = table.targets else { return [] }
    let network = try PackedNetwork(model, tier: .best)
    var found = [Float](repeating: 0, count: values.count)
    var span = found.mutableSpan
    var none = MutableSpan<Float>()
    network.forward(
      rows: table.rowCount, table.features.array.span, logits: &span, outputs: &none,
      scratch: try network.makeScratch(rows: table.rowCount))
    return (0..<2).map { c in
      let y = (0..<table.rowCount).map { Double(values[2 * $0 + c]) }
      let mean = y.reduce(0, +) / Double(y.count)
      let rest = y.indices.reduce(0) { sum, row in
        let error = Double(found[2 * row + c]) - y[row]
        return sum + error * error
      }
      return 1 - rest / y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
  }

  @Test(arguments: [Loss.squaredError, .huber()]) func anySizeIsLearned(loss: Loss) throws {
    let table = try table()
    let trainer = try Trainer(.quick(loss), training: table.allRows)
    try trainer.train(30)
    #expect(try quality(trainer.model(), table).allSatisfy { $0 > 0.98 })
    var unscaled = TrainingConfiguration.quick(loss)
    unscaled.targetScaling = .none
    let plain = try Trainer(unscaled, training: table.allRows)
    try plain.train(30)
    #expect(try quality(plain.model(), table)[0] < 0)
  }

  /// An untrained model and one of the best epoch: what the trainer's network says, times the
  /// deviation, plus the mean.
  @Test func lastLayerTakesTheScalesIn() throws {
    let table = try table(rows: 50)
    let (training, validation) = try table.split(validationFraction: 0.2, seed: 1)
    let trainer = try Trainer(
      .quick(.squaredError), training: training, validation: validation)
    let scales = try #require(trainer.targetScales)
    for epochs in 0..<2 {
      try trainer.train(epochs)
      let raw = trainer.state.parameters
      let layers = try trainer.model().layers
      let found = layers.flatMap { $0.weights.array + $0.bias.array }
      #expect(found == trainer.best?.parameters ?? found)
      let first = raw.count - 17 * 2
      #expect(Array(found[..<first]) == Array(raw[..<first]))
      for i in first..<raw.count {
        let scale = scales[(i - first) % 2]
        let offset = i < raw.count - 2 ? 0 : Float(scale.offset)
        let expected = raw[i] * scale.spread + offset
        #expect(abs(found[i] - expected) <= 1e-6 * abs(expected))
      }
    }
  }

  @Test func scalesAreMeanAndDeviationOfTheTrainingRows() throws {
    let table = try TrainingTable(
      featureNames: ["x"], features: [1, 2, 3, 4], labels: ["y", "constant"],
      targets: .values([3, 7, 5, 7, 1, 7, 1000, 7]))
    let scales = try #require(TargetScaling.standard.scales(of: TrainingRows(table, [0, 1, 2])))
    #expect(scales.map(\.offset) == [3, 7])
    #expect(abs(scales[0].spread - Float((8.0 / 3).squareRoot())) < 1e-6)
    #expect(scales[1].spread == 1)
    #expect(scales[0].scaled(3) == 0)
    #expect(TargetScaling.none.scales(of: table.allRows) == nil)
    #expect(try TargetScaling.standard.scales(of: makeXOR(rows: 8).allRows) == nil)
  }

  @Test func validationLossIsOfScaledNumbers() throws {
    let table = try table(rows: 60)
    let (training, validation) = try table.split(validationFraction: 0.5, seed: 1)
    let trainer = try Trainer(.quick(.squaredError), training: training, validation: validation)
    let report = try #require(try trainer.train(10))
    #expect((report.validationLoss ?? .nan) < 2)
  }
}
