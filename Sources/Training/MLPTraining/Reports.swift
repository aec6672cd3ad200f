/// Where an epoch stands after a step.
public struct StepReport: Sendable, Equatable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The step in the epoch, from 1.
  public let step: Int
  /// The steps of an epoch.
  public let stepCount: Int
  /// The mean loss of the epoch's rows so far, each before the step it took part in.
  public let loss: Double
  /// The share of right answers among them; nil where outputs are numbers.
  public let accuracy: Double?
}

/// What an epoch came to.
public struct EpochReport: Sendable, Equatable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The mean loss of the training rows, each before the step it took part in.
  public let loss: Double
  /// The share of right answers among them; nil where outputs are numbers.
  public let accuracy: Double?
  /// The mean loss of the validation rows after the epoch; nil without such rows.
  public let validationLoss: Double?
  /// The share of right answers among them.
  public let validationAccuracy: Double?

  /// A report; the trainer makes them, and whoever reads one from a checkpoint.
  public init(
    epoch: Int, loss: Double, accuracy: Double?, validationLoss: Double?,
    validationAccuracy: Double?
  ) {
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
  }
}
