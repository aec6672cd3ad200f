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

  /// The calibration of a model that has no temperature yet; nil where it is no classifier.
  ///
  /// - Throws: `OutOfMemory`.
  init?(_ model: MultilayerPerceptron, on rows: TrainingRows, tier: KernelTier) throws {
    guard let logits = try rows.labelledLogits(of: model, tier: tier) else { return nil }
    temperature = logits.temperature
    errorBefore = ReliabilityCurve(logits, temperature: 1).expectedError
    error = ReliabilityCurve(logits, temperature: temperature).expectedError
  }
}

extension TrainingRows {
  /// What a classifier gives the rows, with their classes; nil where the targets are numbers.
  ///
  /// - Throws: `OutOfMemory`.
  func labelledLogits(
    of model: MultilayerPerceptron, tier: KernelTier
  ) throws -> LabelledLogits? {
    guard case .classes(let classes) = table.targets else { return nil }
    return LabelledLogits(
      try logits(of: model, tier: tier), outputCount: model.outputCount,
      classes: rows.map { Int(classes[Int($0)]) })
  }
}
