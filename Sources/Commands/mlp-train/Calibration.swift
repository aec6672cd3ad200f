import MLPKernels
import MLPModel
import MLPTraining
import Metrics

/// How a classifier is calibrated.
enum CalibrationChoice: String, CaseIterable {
  /// Its logits are divided by one number, found on the validation rows.
  case temperature
  /// Not at all.
  case none
}

/// How far a classifier's probabilities could be believed on the validation rows, and its temperature.
struct Calibration {
  /// What the logits are divided by.
  let temperature: Float
  /// The expected calibration error without the temperature.
  let errorBefore: Double?
  /// The same with it.
  let error: Double?

  /// The calibration of a model that has no temperature yet; nil where it is no classifier, or where
  /// rows are only partly what their labels say.
  ///
  /// - Throws: `OutOfMemory`.
  init?(_ model: MultilayerPerceptron, on rows: TrainingRows, tier: KernelTier) throws {
    guard rows.areDecided, let logits = try rows.labelledLogits(of: model, tier: tier) else {
      return nil
    }
    temperature = logits.temperature
    errorBefore = ReliabilityCurve(logits, temperature: 1).expectedError
    error = ReliabilityCurve(logits, temperature: temperature).expectedError
  }
}

extension TrainingRows {
  /// What a classifier gives the rows, with their classes; nil where the targets are numbers.
  ///
  /// Of labels that apply or not, each of each row by itself is one of two classes: [rows, labels],
  /// row-major. It is taken to apply above 1/2.
  ///
  /// - Throws: `OutOfMemory`.
  func labelledLogits(
    of model: MultilayerPerceptron, tier: KernelTier
  ) throws -> LabelledLogits? {
    switch table.targets {
    case .classes(let classes):
      return LabelledLogits(
        try logits(of: model, tier: tier), outputCount: model.outputCount,
        classes: rows.map { Int(classes[Int($0)]) })
    case .values(let values):
      guard model.output.task == .multiLabel else { return nil }
      let count = table.labels.count
      return LabelledLogits(
        try logits(of: model, tier: tier), outputCount: 1,
        classes: rows.flatMap { row in
          (0..<count).map { values[Int(row) * count + $0] > 0.5 ? 1 : 0 }
        })
    }
  }

  /// Whether each row is wholly of a class, or each label applies wholly or not at all.
  fileprivate var areDecided: Bool {
    guard case .values(let values) = table.targets else { return true }
    let count = table.labels.count
    return rows.allSatisfy { row in
      (0..<count).allSatisfy { [0, 1].contains(values[Int(row) * count + $0]) }
    }
  }
}
