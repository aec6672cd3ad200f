import Storage
import Text

/// What a model was made to say.
public enum Task: String, Sendable, CaseIterable {
  /// One class of several: softmax outputs, one label an output; or one sigmoid output and two
  /// labels, the second of which is the class that the output is the probability of.
  case classification
  /// Numbers: one label an output.
  case regression
  /// Any number of labels at once: sigmoid outputs, one label an output.
  case multiLabel = "multi_label"
}

/// What comes out of a model, and what its outputs are called.
public struct OutputDescription: Sendable, Equatable {
  /// What the outputs mean.
  public let task: Task
  /// Class names (classification) or output names, in the order of the outputs; unique.
  public let labels: TextList
  /// What logits are divided by before softmax or sigmoid: above 0, 1 changes nothing.
  ///
  /// Calibration: Guo et al. 2017, arXiv:1706.04599.
  public let temperature: Float
  /// The probability that a single output has to be above for its label to apply: the second label of
  /// two, or any of a multi-label task.
  public let threshold: Float

  /// An output description; by default without calibration.
  public init(task: Task, labels: TextList, temperature: Float = 1, threshold: Float = 0.5) {
    self.task = task
    self.labels = labels
    self.temperature = temperature
    self.threshold = threshold
  }

  /// An output description whose labels a program made; by default without calibration.
  public init(task: Task, labels: [String], temperature: Float = 1, threshold: Float = 0.5) {
    self.init(
      task: task, labels: TextList(labels), temperature: temperature, threshold: threshold)
  }

  /// The same output, its labels in memory of their own.
  ///
  /// - Throws: `OutOfMemory`.
  package func copied() throws(OutOfMemory) -> OutputDescription {
    OutputDescription(
      task: task, labels: try labels.copied(), temperature: temperature, threshold: threshold)
  }
}
