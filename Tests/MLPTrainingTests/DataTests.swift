import MLPModel
import Random
import Testing

@testable import MLPTraining

/// What a run learns from: tables, splits, scaling, shuffles, initial weights.
@Suite struct DataTests {
  func expectRefusal(_ text: String, _ body: () throws -> Void) {
    let error = #expect(throws: TrainingError.self, performing: body)
    #expect(error?.description == text)
  }

  // MARK: - Tables

  func table(
    names: [String] = ["x", "y"], _ features: [Float] = [1, 2, 3, 4],
    labels: [String] = ["a", "b"], targets: TrainingTable.Targets = .classes([0, 1])
  ) throws -> TrainingTable {
    try TrainingTable(featureNames: names, features: features, labels: labels, targets: targets)
  }

  @Test func refusesTablesThatContradictThemselves() throws {
    expectRefusal("columns: found none, expected one feature and one label at least") {
      _ = try table(names: [])
    }
    expectRefusal("rows: found 0, expected 1 to 4294967295") { _ = try table([]) }
    expectRefusal("features: found 3 numbers, expected a multiple of 2") {
      _ = try table([1, 2, 3])
    }
    expectRefusal("row 1, x: found inf, expected a finite number") {
      _ = try table([.nan, 2, .infinity, 4])
    }
    expectRefusal("classes: found 1, expected 2, one a row") {
      _ = try table(targets: .classes([0]))
    }
    expectRefusal("class of row 1: found 2, expected 0 to 1") {
      _ = try table(targets: .classes([0, 2]))
    }
    expectRefusal("target values: found 3, expected 2 x 2") {
      _ = try table(targets: .values([0, 1, 0]))
    }
    expectRefusal("row 1, a: found inf, expected a finite number") {
      _ = try table(targets: .values([0, 1, .infinity, 0]))
    }
  }

  @Test func refusesTargetsThatTheLossDoesNotTake() throws {
    func train(_ loss: Loss, _ table: TrainingTable, validation: TrainingTable? = nil) throws {
      _ = try Trainer(.quick(loss), training: table.allRows, validation: validation?.allRows)
    }
    expectRefusal("classes: found 1, expected 2 or more") {
      try train(.negativeLogLikelihood, table(labels: ["a"], targets: .classes([0, 0])))
    }
    expectRefusal("classes: found 3, expected 2 for binary_cross_entropy") {
      try train(.binaryCrossEntropy, table(labels: ["a", "b", "c"]))
    }
    expectRefusal("row 1, b: found 1.5, expected 0 to 1 for binary_cross_entropy") {
      try train(.binaryCrossEntropy, table(targets: .values([0, 1, 0, 1.5])))
    }
    expectRefusal("targets: found numbers, expected classes for negative_log_likelihood") {
      try train(.negativeLogLikelihood, table(targets: .values([0, 1, 0, 1])))
    }
    expectRefusal("targets: found classes, expected numbers for squared_error") {
      try train(.squaredError, table())
    }
    expectRefusal("validation table: found other columns or labels, expected those of training") {
      try train(.negativeLogLikelihood, table(), validation: table(names: ["y", "x"]))
    }
  }

  // MARK: - Splits

  @Test func splitTakesTheFractionOfEachClass() throws {
    let classes = [60, 37, 2, 1].enumerated().flatMap { c, count in
      [Int32](repeating: Int32(c), count: count)
    }
    let table = try TrainingTable(
      featureNames: ["x"], features: (0..<100).map { Float($0) }, labels: ["a", "b", "c", "d"],
      targets: .classes(classes))
    let (training, validation) = try table.split(validationFraction: 0.2, seed: 5)
    let taken = validation.rows.map { classes[Int($0)] }
    let counts = (0..<4).map { c in taken.filter { $0 == Int32(c) }.count }
    #expect(counts == [12, 7, 0, 0])
    #expect((training.rows + validation.rows).sorted() == Array(0..<100))
    #expect(training.rows == training.rows.sorted())
    #expect(validation.rows == validation.rows.sorted())
    #expect(try table.split(validationFraction: 0.2, seed: 5).validation == validation)
    #expect(try table.split(validationFraction: 0.2, seed: 6).validation != validation)
    // A class is never taken whole.
    let most = try table.split(validationFraction: 0.99, seed: 5).training
    #expect(Set(most.rows.map { classes[Int($0)] }) == [0, 1, 2, 3])
  }

  /// Labels that apply or not: by combination, and rare combinations together.
  @Test func splitTakesTheFractionOfEachCombinationOfLabels() throws {
    func values(_ a: Double, _ b: Double, _ c: Double, _ count: Int) -> [Double] {
      Array(repeatElement([a, b, c], count: count).joined())
    }
    // 60, 36 and 10 rows, and five combinations of two.
    let rare = [(0, 0, 0), (1, 1, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1)].flatMap {
      values($0.0, $0.1, $0.2, 2)
    }
    let labels = values(1, 0, 0, 60) + rare + values(0, 0, 1, 36) + values(0, 1, 0, 10)
    let count = labels.count / 3
    let table = try TrainingTable(
      featureNames: ["x"], features: (0..<count).map { Float($0) }, labels: ["a", "b", "c"],
      targets: .values(labels))
    for seed: UInt64 in 1...20 {
      let (training, validation) = try table.split(validationFraction: 0.1, seed: seed)
      #expect((training.rows + validation.rows).sorted() == Array(0..<UInt32(count)))
      let taken = validation.rows.map { Int($0) }
      #expect(taken.count { $0 < 60 } == 6)
      #expect(taken.count { (60..<70).contains($0) } == 1)
      #expect(taken.count { (70..<106).contains($0) } == 4)
      #expect(taken.count { $0 >= 106 } == 1)
      #expect(try table.split(validationFraction: 0.1, seed: seed).validation == validation)
    }
    // A share of a label is neither.
    let shares = try TrainingTable(
      featureNames: ["x"], features: (0..<count).map { Float($0) }, labels: ["a", "b", "c"],
      targets: .values(labels.map { $0 == 1 ? 0.9 : 0 }))
    let counts = try (1...20).map { seed in
      try shares.split(validationFraction: 0.1, seed: seed).validation.rows.count { $0 < 60 }
    }
    #expect(Set(counts).count > 1)
  }

  @Test func splitWithoutClassesTakesTheFractionOfAll() throws {
    let table = try makeTable(rows: 50, features: 2, outputs: 1, loss: .squaredError)
    let (training, validation) = try table.split(validationFraction: 0.3, seed: 1)
    #expect(training.count == 35)
    #expect(validation.count == 15)
    #expect(validation.rows != Array(0..<15))
  }

  @Test func refusesFractionsThatTakeNothing() throws {
    let table = try makeTable(rows: 4, features: 2, outputs: 1, loss: .squaredError)
    for fraction in [0, 1, -0.5, .nan] {
      expectRefusal(
        "validation fraction: found \(fraction), expected a number between 0 and 1"
      ) { _ = try table.split(validationFraction: fraction, seed: 1) }
    }
    expectRefusal("validation fraction: found 0.01, no row of 4, expected more") {
      _ = try table.split(validationFraction: 0.01, seed: 1)
    }
  }

  // MARK: - Scaling

  /// Columns: an ordinary one, a constant one, one whose spread is too small for float32's inverse,
  /// and one far from 0. The last row is not for training.
  static let columns: [Float] = [
    1, 7, 0, 1_000_000, 3, 7, 0x1p-149, 1_000_002, 5, 7, 0, 1_000_001, 99, 99, 99, 99,
  ]

  func features(_ scaling: FeatureScaling, ranges: Bool = true) throws -> [Feature] {
    let table = try TrainingTable(
      featureNames: ["a", "b", "c", "d"], features: Self.columns, labels: ["y"],
      targets: .values([0, 0, 0, 0]))
    return scaling.features(of: TrainingRows(table, [0, 1, 2]), keepsRanges: ranges)
  }

  /// Its weights are never learned, so that it has no effect: neither with the value that stands for a missing
  /// one nor with another.
  @Test(arguments: FeatureScaling.allCases, [Imputation.mean, .zero])
  func aColumnWithoutAValueInTrainingRowsHasNoEffect(
    _ scaling: FeatureScaling, _ imputation: Imputation
  ) throws {
    let table = try TrainingTable(
      featureNames: ["a", "b"], features: [1, .nan, 2, .nan, 3, 7], labels: ["y"],
      targets: .values([0, 0, 0]))
    let found = scaling.features(
      of: TrainingRows(table, [0, 1]), keepsRanges: true, imputation: imputation)
    #expect(found[1] == Feature(name: "b", offset: 0, scale: 0, range: 0...0, imputed: 0))
    #expect(found[0].scale != 0)
  }

  @Test func standardScalingTakesMeanAndDeviationOfTheTrainingRows() throws {
    let found = try features(.standard)
    let deviation = (8.0 / 3).squareRoot()
    #expect(found[0] == Feature(name: "a", offset: 3, scale: Float(1 / deviation), range: 1...5))
    #expect(found[1] == Feature(name: "b", offset: 7, scale: 1, range: 7...7))
    #expect(found[2].scale == 1)
    #expect(found[3].offset == 1_000_001)
    #expect(found[3].scale == Float(1 / (2.0 / 3).squareRoot()))
  }

  @Test func minMaxScalingMapsToZeroToOne() throws {
    let found = try features(.minMax)
    #expect(found[0] == Feature(name: "a", offset: 1, scale: 0.25, range: 1...5))
    #expect(found[1] == Feature(name: "b", offset: 7, scale: 1, range: 7...7))
    #expect(found[2] == Feature(name: "c", offset: 0, scale: 1, range: 0...0x1p-149))
    #expect(
      found[3] == Feature(name: "d", offset: 1_000_000, scale: 0.5, range: 1_000_000...1_000_002))
  }

  @Test func noScalingLeavesFeaturesAlone() throws {
    let found = try features(.none, ranges: false)
    #expect(found == ["a", "b", "c", "d"].map { Feature(name: $0) })
  }

  // MARK: - Epochs

  @Test func everyEpochHasEveryRowOnceInAnotherOrder() throws {
    let rows = TrainingRows(try makeXOR(rows: 50), (0..<40).map { $0 + 5 })
    #expect(Epoch.batchCount(rows: 40, batchSize: 16) == 3)
    var orders: [[UInt32]] = []
    for (number, seed) in [(1, 1), (2, 1), (1, 2), (1, 1)] as [(Int, UInt64)] {
      let epoch = Epoch(number, of: rows, batchSize: 16, seed: seed)
      #expect((0..<3).map { epoch[$0].count } == [16, 16, 8])
      orders.append((0..<3).flatMap { Array(epoch[$0]) })
    }
    for order in orders { #expect(order.sorted() == rows.rows) }
    #expect(orders[0] == orders[3])
    #expect(Set(orders).count == 3)
  }

  // MARK: - Initial weights

  @Test func initialWeightsFillTheLimitsOfTheirLayer() throws {
    let layout = try ParameterLayout(widths: [50, 40, 30, 20])
    let network = try TrainableNetwork(layout, [.relu, .tanh, .softmax])
    network.initialise(seed: 3)
    let limits = [6.0 / 90, 6.0 / 70, 6.0 / 50].map { Float($0.squareRoot()) }
    let values = network.parameters.values
    var next = 0
    for (layer, limit) in zip(layout.layers, limits) {
      let weights = values[next..<(next + layer.weightCount)]
      #expect(weights.allSatisfy { abs($0) <= limit })
      #expect((weights.max() ?? 0) > 0.99 * limit && (weights.min() ?? 0) < -0.99 * limit)
      #expect(abs(weights.reduce(0, +)) < 0.1 * limit * Float(weights.count))
      next += layer.weightCount
      let biases = values[next..<(next + layer.outputCount)]
      #expect(biases.allSatisfy { abs($0) <= limit })
      #expect((biases.max() ?? 0) > 0.5 * limit && (biases.min() ?? 0) < -0.5 * limit)
      next += layer.outputCount
    }
    #expect(next == values.count)
  }

  /// The first numbers, so that a change of the recipe shows.
  @Test func initialWeightsAreThoseOfTheirStream() throws {
    let layout = try ParameterLayout(widths: [2, 3, 1])
    let network = try TrainableNetwork(layout, [.relu, .linear])
    network.initialise(seed: 1)
    var generator = Philox(seed: 1, stream: 0x494E_4954 << 32 | 1)
    let limits = [Float(1.2.squareRoot()), Float(1.5.squareRoot())]
    let first = (0..<9).map { _ in (2 * generator.unitFloat() - 1) * limits[0] }
    generator = Philox(seed: 1, stream: 0x494E_4954 << 32 | 2)
    let second = (0..<4).map { _ in (2 * generator.unitFloat() - 1) * limits[1] }
    #expect(network.parameters.values == first + second)
  }
}
