import Foundation
import MLPModel

@testable import MLPTraining

/// A table of fixtures/data whose last column is the class.
func readTable(_ name: String) throws -> TrainingTable {
  let url = fixtures.appendingPathComponent("data/\(name)")
  let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
  let records = lines.map { $0.split(separator: ",").map(String.init) }
  let labels = Set(records.dropFirst().compactMap(\.last)).sorted()
  return try TrainingTable(
    featureNames: records[0].dropLast(),
    features: records.dropFirst().flatMap { row in
      row.dropLast().map { Float($0) ?? .nan }
    },
    labels: labels,
    targets: .classes(
      records.dropFirst().map { row in Int32(labels.firstIndex(of: row.last ?? "") ?? -1) }))
}

/// Four clouds around the corners of a square, each class on one diagonal.
func makeXOR(rows: Int) throws -> TrainingTable {
  let noise = numbers(2 * rows, seed: 11, scale: 0.3)
  var features: [Float] = []
  var classes: [Int32] = []
  for row in 0..<rows {
    let (x, y) = (row & 1, row >> 1 & 1)
    features += [Float(x) + noise[2 * row], Float(y) + noise[2 * row + 1]]
    classes.append(Int32(x ^ y))
  }
  return try TrainingTable(
    featureNames: ["x", "y"], features: features, labels: ["same", "different"],
    targets: .classes(classes))
}

extension TrainingConfiguration {
  /// A network for the tests: one hidden layer, Adam with a quick learning rate.
  static func quick(
    _ loss: Loss, width: Int = 16, batchSize: Int = 16, patience: Int? = nil, seed: UInt64 = 1
  ) -> TrainingConfiguration {
    TrainingConfiguration(
      hidden: [HiddenLayer(width: width, activation: .tanh)], loss: loss,
      optimiser: .adam(Adam(learningRate: 0.01)), batchSize: batchSize,
      earlyStopping: patience.map { EarlyStopping(patience: $0) }, seed: seed)
  }
}

extension Trainer {
  /// Trains that many epochs more; the last one's report.
  @discardableResult func train(_ epochs: Int) throws -> EpochReport? {
    var report: EpochReport?
    for _ in 0..<epochs { report = try trainEpoch() }
    return report
  }
}
