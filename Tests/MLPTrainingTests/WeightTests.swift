import MLPModel
import Testing

@testable import MLPTraining

/// Rows and classes that count more or less than others.
@Suite struct WeightTests {
  func table(_ weights: [Float]?, doubled: [Int] = []) throws -> TrainingTable {
    let base = try makeTable(rows: 12, features: 3, outputs: 3, loss: .negativeLogLikelihood)
    guard case .classes(let classes) = base.targets else { return base }
    let rows = Array(0..<12) + doubled
    return try TrainingTable(
      featureNames: base.featureNames,
      features: rows.flatMap { Array(base.features.array[(3 * $0)..<(3 * $0 + 3)]) },
      labels: base.labels, targets: .classes(rows.map { classes[$0] }), weights: weights)
  }

  func gradients(_ table: TrainingTable, classWeights: [Double]? = nil) throws -> BatchRun {
    try BatchRun(
      table, .negativeLogLikelihood, hidden: [4], [.tanh], parameters: numbers(31, seed: 1),
      classWeights: classWeights)
  }

  @Test func aWeightOfTwoIsTheRowTwice() throws {
    let weights = (0..<12).map { Float($0 % 3 == 0 ? 2 : 1) }
    let weighted = try gradients(table(weights))
    let doubled = try gradients(table(nil, doubled: [0, 3, 6, 9]))
    #expect(abs(weighted.loss - doubled.loss) < 1e-12)
    let found = weighted.gradients.values.map(Double.init)
    #expect(difference([found], [doubled.gradients.values.map(Double.init)]) < 1e-6)
  }

  @Test func weightsOfOneChangeNoBit() throws {
    let plain = try gradients(table(nil))
    let ones = try gradients(
      table([Float](repeating: 1, count: 12)), classWeights: [1, 1, 1])
    #expect(bits(ones.gradients.values) == bits(plain.gradients.values))
    #expect(ones.loss == plain.loss)
  }

  @Test func aWeightOfZeroIsNoRow() throws {
    let weights = (0..<12).map { Float($0 == 5 ? 0 : 1) }
    let run = try gradients(table(weights))
    let gradient = run.workspace.last.preactivationGradient.rows
    #expect(gradient[5] == [0, 0, 0])
    #expect(gradient[4] != [0, 0, 0])
  }

  @Test func balancedClassesCountTheSameTogether() throws {
    let table = try TrainingTable(
      featureNames: ["x"], features: [1, 2, 3, 4, 5, 6], labels: ["a", "b"],
      targets: .classes([0, 0, 0, 0, 1, 1]))
    #expect(try ClassWeights.balanced.values(for: table.allRows) == [0.75, 1.5])
    #expect(try ClassWeights.balanced.values(for: TrainingRows(table, [0, 4])) == [1, 1])
  }

  /// A class of few rows is found more often when it counts more.
  @Test func classWeightsMoveTheBoundary() throws {
    let x = numbers(400, seed: 8)
    let table = try TrainingTable(
      featureNames: ["x"], features: x, labels: ["many", "few"],
      targets: .classes(x.enumerated().map { $1 > 0.6 || $0 % 40 == 0 ? 1 : 0 }))
    func loss(_ weights: ClassWeights?) throws -> Float {
      var configuration = TrainingConfiguration.quick(.negativeLogLikelihood)
      configuration.hidden = []
      configuration.classWeights = weights
      let trainer = try Trainer(configuration, training: table.allRows)
      try trainer.train(20)
      let bias = try trainer.model().layers[0].bias.array
      return bias[1] - bias[0]
    }
    #expect(try loss(.balanced) > loss(nil) + 0.5)
    #expect(try loss(.given([1, 50])) > loss(.balanced))
  }

  @Test func refusesWeightsThatMakeNoSense() throws {
    func refusal(_ body: () throws -> Void) -> String? {
      #expect(throws: TrainingError.self, performing: body)?.description
    }
    #expect(refusal { _ = try table([1]) } == "weights: found 1, expected 12, one a row")
    #expect(
      refusal { _ = try table([Float](repeating: 1, count: 11) + [-1]) }
        == "weight of row 11: found -1.0, expected a finite number, 0 or more")
    #expect(
      refusal { _ = try gradients(table([Float](repeating: 0, count: 12))) }
        == "weights of the rows: found 0 for all, expected some above 0")
    #expect(
      refusal { _ = try gradients(table(nil), classWeights: [1, 2]) }
        == "class weights: found 2, expected 3")
    #expect(
      refusal { _ = try gradients(table(nil), classWeights: [1, 2, -1]) }
        == "class weight: found -1.0, expected 0 or more")
    #expect(
      refusal {
        let numbers = try makeTable(rows: 5, features: 2, outputs: 1, loss: .squaredError)
        _ = try ClassWeights.balanced.values(for: numbers.allRows)
      } == "class weights: found numbers to learn, expected classes")
  }
}
