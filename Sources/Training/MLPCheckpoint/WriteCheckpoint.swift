import HDF5Tree
import MLPModel
import MLPTraining
import MLPWriter

/// Writes a run to a file, which replaces what is at `path` only when it is whole.
///
/// A checkpoint is a model file too: its model is the best epoch's, so the best parameters stand in
/// the file once, as its layers; its provenance tells the configuration. What else a run needs to go on
/// is in the group `training`.
///
/// - Parameters:
///   - trainer: the run, between two steps.
///   - data: the digest of the trainer's rows; computed once, because they do not change.
///   - facts: what the provenance tells first, such as the program's name.
///   - temperature: what the model's logits are divided by.
///   - path: the file.
/// - Throws: `WriteError`, or `InvalidModel` where the table's names make no model; what was at `path`
///   is untouched then.
public func writeCheckpoint(
  _ trainer: Trainer, data: DataDigest, facts: [Provenance.Entry] = [],
  temperature: Float = 1, to path: String
) throws {
  try writeModel(
    trainer.model(data, facts, temperature), training: encodeState(trainer.state, data), to: path)
}

/// Does all that ``writeCheckpoint(_:data:facts:temperature:to:)`` does, but leaves what is at `path` as it is:
/// what would fail at the end of a run fails before its first epoch.
///
/// - Throws: as ``writeCheckpoint(_:data:facts:temperature:to:)``.
public func rehearseCheckpoint(
  _ trainer: Trainer, data: DataDigest, facts: [Provenance.Entry] = [], to path: String
) throws {
  try rehearseWriting(
    trainer.model(data, facts, 1), training: encodeState(trainer.state, data), to: path)
}

/// Checks, in memory, that the run can be a checkpoint: that its names and their number are within the limits
/// of model files.
///
/// - Parameter name: what messages call the checkpoint.
/// - Throws: `WriteError`, or `InvalidModel`.
public func checkCheckpoint(
  _ trainer: Trainer, data: DataDigest, facts: [Provenance.Entry] = [], called name: String
) throws {
  try checkWritable(
    trainer.model(data, facts, 1), training: encodeState(trainer.state, data), called: name)
}

extension Trainer {
  fileprivate func model(
    _ data: DataDigest, _ facts: [Provenance.Entry], _ temperature: Float
  ) throws -> MultilayerPerceptron {
    let digest = Provenance.Entry(CheckpointName.data, .text(data.description))
    return try model(facts: facts + [digest], temperature: temperature)
  }
}

/// A state as the group `training`.
package func encodeState(_ state: TrainingState, _ data: DataDigest) throws -> Group {
  var group = Group()
  func set(_ name: String, _ value: Int, in group: inout Group) throws {
    group.attributes.append(Attribute(name, try .int64(Int64(value))))
  }
  func set(_ name: String, _ value: Double?, in group: inout Group) throws {
    guard let value else { return }
    group.attributes.append(Attribute(name, try .float64(value)))
  }
  try set(CheckpointName.version, CheckpointName.currentVersion, in: &group)
  try set(CheckpointName.table, Int(data.table), in: &group)
  try set(CheckpointName.completedEpochs, state.completedEpochs, in: &group)
  try set(CheckpointName.completedSteps, state.completedSteps, in: &group)
  try set(CheckpointName.batches, state.partialEpoch.batches, in: &group)
  try set(CheckpointName.rows, state.partialEpoch.rows, in: &group)
  try set(CheckpointName.correctAnswers, state.partialEpoch.correctAnswers, in: &group)
  try set(CheckpointName.lossSum, state.partialEpoch.lossSum, in: &group)
  try set(CheckpointName.weightSum, state.partialEpoch.weightSum, in: &group)
  let count = state.parameters.count
  group.members.append(
    Member(CheckpointName.parameters, Dataset(try .float32(state.parameters, shape: [count]))))
  if !state.moments.isEmpty {
    let values = try Values.float32(
      Array(state.moments.joined()), shape: [state.moments.count, count])
    group.members.append(Member(CheckpointName.moments, Dataset(values)))
  }
  if let report = state.best?.report {
    var best = Group()
    try set(CheckpointName.epoch, report.epoch, in: &best)
    try set(CheckpointName.loss, report.loss, in: &best)
    try set(CheckpointName.accuracy, report.accuracy, in: &best)
    try set(CheckpointName.validationLoss, report.validationLoss, in: &best)
    try set(CheckpointName.validationAccuracy, report.validationAccuracy, in: &best)
    group.members.append(Member(CheckpointName.best, best))
  }
  if !state.history.isEmpty {
    let values = try Values.float64(
      state.history.flatMap(\.numbers),
      shape: [state.history.count, CheckpointName.historyColumns])
    group.members.append(Member(CheckpointName.history, Dataset(values)))
  }
  return group
}

extension EpochReport {
  /// A row of ``CheckpointName/history``.
  fileprivate var numbers: [Double] {
    [Double(epoch), loss, accuracy ?? .nan, validationLoss ?? .nan, validationAccuracy ?? .nan]
  }
}
