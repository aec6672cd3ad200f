/// A run between two steps: with the configuration and the data, all that is needed to go on as if
/// it had never stopped, bit for bit.
///
/// The generator has no state: what it draws depends on the seed and on what the draw is for.
public struct TrainingState: Sendable, Equatable {
  /// Epochs that are over.
  public var completedEpochs: Int
  /// Optimiser steps since the start.
  public var completedSteps: Int
  /// The epoch under way.
  public var partialEpoch: PartialEpoch
  /// W_1, b_1, W_2, b_2, ..., each W_k row-major.
  public var parameters: [Float]
  /// The optimiser's moments, each shaped like `parameters`: the velocity of momentum; m and v of
  /// Adam.
  public var moments: [[Float]]
  /// The best epoch so far; nil before the end of the first.
  public var best: BestEpoch?
  /// What the epochs came to that are over, first to last; those of a checkpoint from before there was
  /// a history are missing.
  public var history: [EpochReport]

  /// How far an epoch has come.
  public struct PartialEpoch: Sendable, Equatable {
    /// Batches that are done; 0 between epochs.
    public var batches: Int
    /// The losses of their rows times their weights, added up.
    public var lossSum: Double
    /// The weights of their rows, added up: 1 each, where rows have none.
    public var weightSum: Double
    /// Their right answers.
    public var correctAnswers: Int
    /// Their rows.
    public var rows: Int

    /// Progress in an epoch; by default none.
    public init(
      batches: Int = 0, lossSum: Double = 0, weightSum: Double = 0, correctAnswers: Int = 0,
      rows: Int = 0
    ) {
      self.batches = batches
      self.lossSum = lossSum
      self.weightSum = weightSum
      self.correctAnswers = correctAnswers
      self.rows = rows
    }
  }

  /// The epoch whose parameters make the model: the one with the least validation loss, or the last
  /// where there are no validation rows.
  public struct BestEpoch: Sendable, Equatable {
    /// What the epoch came to.
    public var report: EpochReport
    /// The parameters after it, as the model has them: its last layer gives unscaled numbers.
    public var parameters: [Float]

    /// An epoch and its parameters.
    public init(report: EpochReport, parameters: [Float]) {
      self.report = report
      self.parameters = parameters
    }
  }

  /// A state of those parts.
  public init(
    completedEpochs: Int, completedSteps: Int, partialEpoch: PartialEpoch, parameters: [Float],
    moments: [[Float]], best: BestEpoch?, history: [EpochReport] = []
  ) {
    self.completedEpochs = completedEpochs
    self.completedSteps = completedSteps
    self.partialEpoch = partialEpoch
    self.parameters = parameters
    self.moments = moments
    self.best = best
    self.history = history
  }
}
