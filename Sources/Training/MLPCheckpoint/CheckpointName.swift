/// The names in a checkpoint's group `training`, and of the fact that tells the data's digest.
enum CheckpointName {
  static let data = "data_crc32c"

  /// The fact that tells which part of a table is for validation, where one is.
  static let validationFraction = "validation_fraction"

  /// The digest of the table alone, whichever rows are for what; absent in files of earlier versions.
  static let table = "table_crc32c"
  static let version = "state_version"
  static let currentVersion = 2
  static let completedEpochs = "completed_epochs"
  static let completedSteps = "completed_steps"
  /// Of the epoch under way.
  static let batches = "batches"
  static let rows = "rows"
  static let correctAnswers = "correct_answers"
  static let lossSum = "loss_sum"
  static let weightSum = "weight_sum"
  /// float32 [N]: W_1, b_1, W_2, b_2, ..., each W_k row-major.
  static let parameters = "parameters"
  /// float32 [1 or 2, N]; absent where the optimiser keeps none.
  static let moments = "moments"

  /// The group of the best epoch's report; absent before the end of the first.
  static let best = "best"
  static let epoch = "epoch"
  static let loss = "loss"
  static let accuracy = "accuracy"
  static let validationLoss = "validation_loss"
  static let validationAccuracy = "validation_accuracy"

  /// float64 [epochs, 5]: epoch, loss, accuracy, validation loss and accuracy.
  ///
  /// Of the epochs that are over, NaN for what there is not; absent before the end of the first.
  static let history = "history"
  static let historyColumns = 5
}
