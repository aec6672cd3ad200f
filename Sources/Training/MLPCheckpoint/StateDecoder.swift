import HDF5Tree
import MLPModel
import MLPTraining

/// The group `training` as a state.
///
/// Each lookup checks presence, type and shape; `TrainingState.check` the ranges, which depend on the run.
struct StateDecoder {
  let group: Group
  let file: String

  func state(of model: MultilayerPerceptron) throws(CheckpointError) -> TrainingState {
    let version = try integer(CheckpointName.version, in: group)
    guard version == CheckpointName.currentVersion else {
      throw error(CheckpointName.version, "\(version)", "\(CheckpointName.currentVersion)")
    }
    let parameters = try floats(CheckpointName.parameters, rank: 1)
    let best = try report()
    return TrainingState(
      completedEpochs: try integer(CheckpointName.completedEpochs, in: group),
      completedSteps: try integer(CheckpointName.completedSteps, in: group),
      partialEpoch: TrainingState.PartialEpoch(
        batches: try integer(CheckpointName.batches, in: group),
        lossSum: try number(CheckpointName.lossSum, in: group),
        weightSum: try number(CheckpointName.weightSum, in: group),
        correctAnswers: try integer(CheckpointName.correctAnswers, in: group),
        rows: try integer(CheckpointName.rows, in: group)),
      parameters: parameters, moments: try moments(parameters.count),
      best: best.map {
        TrainingState.BestEpoch(
          report: $0, parameters: model.layers.flatMap { $0.weights.array + $0.bias.array })
      },
      history: try history())
  }

  /// The digest of the table; nil where there is none.
  func table() throws(CheckpointError) -> UInt32? {
    guard group.attribute(CheckpointName.table) != nil else { return nil }
    let number = try integer(CheckpointName.table, in: group)
    guard let digest = UInt32(exactly: number) else {
      throw error(CheckpointName.table, "\(number)", "0 to \(UInt32.max)")
    }
    return digest
  }

  private func history() throws(CheckpointError) -> [EpochReport] {
    guard let value = group.dataset(CheckpointName.history)?.value else { return [] }
    let width = CheckpointName.historyColumns
    guard value.shape.count == 2, value.shape[1] == width, let numbers = value.doubles else {
      throw error(CheckpointName.history, value, "float64 numbers of shape [epochs, \(width)]")
    }
    return try stride(from: 0, to: numbers.count, by: width).map { i throws(CheckpointError) in
      guard let epoch = Int(exactly: numbers[i]) else {
        throw error(CheckpointName.history, "the epoch \(numbers[i])", "a whole number")
      }
      func known(_ column: Int) -> Double? {
        numbers[i + column].isNaN ? nil : numbers[i + column]
      }
      return EpochReport(
        epoch: epoch, loss: numbers[i + 1], accuracy: known(2), validationLoss: known(3),
        validationAccuracy: known(4))
    }
  }

  private func moments(_ parameterCount: Int) throws(CheckpointError) -> [[Float]] {
    guard group.dataset(CheckpointName.moments) != nil else { return [] }
    let values = try floats(CheckpointName.moments, rank: 2)
    guard parameterCount > 0, values.count.isMultiple(of: parameterCount) else {
      throw error(
        CheckpointName.moments, "\(values.count) numbers", "a multiple of \(parameterCount)")
    }
    return stride(from: 0, to: values.count, by: parameterCount).map {
      Array(values[$0..<$0 + parameterCount])
    }
  }

  private func report() throws(CheckpointError) -> EpochReport? {
    guard let best = group.group(CheckpointName.best) else { return nil }
    return EpochReport(
      epoch: try integer(CheckpointName.epoch, in: best),
      loss: try number(CheckpointName.loss, in: best),
      accuracy: try optionalNumber(CheckpointName.accuracy, in: best),
      validationLoss: try optionalNumber(CheckpointName.validationLoss, in: best),
      validationAccuracy: try optionalNumber(CheckpointName.validationAccuracy, in: best))
  }

  private func integer(_ name: String, in group: Group) throws(CheckpointError) -> Int {
    let value = group.attribute(name)?.value
    guard let value, value.shape.isEmpty, let number = value.integers?.first else {
      throw error(name, value, "an int64")
    }
    return Int(number)
  }

  private func number(_ name: String, in group: Group) throws(CheckpointError) -> Double {
    guard let number = try optionalNumber(name, in: group) else {
      throw error(name, nil, "a float64")
    }
    return number
  }

  private func optionalNumber(
    _ name: String, in group: Group
  ) throws(CheckpointError) -> Double? {
    guard let value = group.attribute(name)?.value else { return nil }
    guard value.shape.isEmpty, let number = value.doubles?.first else {
      throw error(name, value, "a float64")
    }
    return number
  }

  private func floats(_ name: String, rank: Int) throws(CheckpointError) -> [Float] {
    let value = group.dataset(name)?.value
    guard let value, value.shape.count == rank, let block = value.floats else {
      throw error(name, value, "float32 numbers of rank \(rank)")
    }
    return block.array
  }

  private func error(_ place: String, _ value: Values?, _ expected: String) -> CheckpointError {
    error(place, value.map { "\($0.type) of shape \($0.shape)" } ?? "nothing", expected)
  }

  private func error(_ place: String, _ found: String, _ expected: String) -> CheckpointError {
    .state(file: file, place: place, found: found, expected: expected)
  }
}
