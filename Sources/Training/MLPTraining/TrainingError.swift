/// What training refuses, and what stops it.
public enum TrainingError: Error, Equatable {
  /// A table that contradicts itself or does not fit the task.
  case table(String, found: String, expected: String)
  /// A setting that makes no sense.
  case configuration(String, found: String, expected: String)
  /// A state that belongs to another run.
  case state(String, found: String, expected: String)
  /// A loss or a weight is no longer a finite number.
  ///
  /// `epoch` and `step` count from 1; `step` is the one in the epoch that found it.
  case diverged(epoch: Int, step: Int, loss: Double)
}

extension TrainingError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .table(let what, let found, let expected),
      .configuration(let what, let found, let expected),
      .state(let what, let found, let expected):
      "\(what): found \(found), expected \(expected)"
    case .diverged(let epoch, let step, let loss):
      "training diverged in epoch \(epoch), step \(step): the loss is \(loss); "
        + "try a learning rate ten times lower, or scale the features"
    }
  }
}
