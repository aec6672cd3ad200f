import MLPKernels
import MLPModel
import MLPReader
import MLPTraining

/// A run as it lies in a file.
public struct Checkpoint: Sendable {
  /// The file's name, for messages.
  public let file: String
  /// The best epoch's network.
  public let model: MultilayerPerceptron
  /// What the run is.
  public let configuration: TrainingConfiguration
  /// Where the run is.
  public let state: TrainingState
  /// What the run learns from.
  let data: String
  /// The digest of its table alone; nil where the file does not tell.
  let table: UInt32?

  /// Reads a run from a file.
  ///
  /// - Throws: ``CheckpointError``.
  public init(path: String) throws(CheckpointError) {
    let found: ModelFile
    do throws(ReadError) { found = try readModel(path: path) } catch {
      throw CheckpointError.unreadable(error)
    }
    try self.init(found)
  }

  /// Takes a run from a model file that was read.
  ///
  /// - Throws: ``CheckpointError``.
  package init(_ found: ModelFile) throws(CheckpointError) {
    file = found.name
    model = found.model
    guard let training = found.training,
      case .text(let digest) = model.provenance[CheckpointName.data]
    else { throw CheckpointError.noState(file: file) }
    data = digest
    do throws(TrainingError) {
      configuration = try TrainingConfiguration(of: model)
      try configuration.check()
    } catch {
      throw CheckpointError(error, file: file)
    }
    let decoder = StateDecoder(group: training, file: file)
    state = try decoder.state(of: model)
    table = try decoder.table()
  }

  /// The run, to go on as if it had never stopped.
  ///
  /// - Parameters:
  ///   - training: the rows that it learned from.
  ///   - validation: the rows that told how well.
  ///   - data: the digest of both.
  ///   - threads: how many threads may work.
  ///   - tier: the instruction set; changes no result.
  /// - Throws: ``CheckpointError``, also where a number of the state is out of its range for these rows;
  ///   `TrainingError` for a table that cannot be learned from, `OutOfMemory`.
  public func resume(
    training: TrainingRows, validation: TrainingRows?, data: DataDigest, threads: Int = 1,
    tier: KernelTier = .best
  ) throws -> Trainer {
    guard data.description == self.data else {
      // The same table, divided as the file says: what does not fit is in the file.
      if data.table == table, model.provenance[CheckpointName.validationFraction] != nil {
        throw CheckpointError.setting(
          file: file, name: CheckpointName.data, found: self.data,
          expected: "\(data.description), by seed and \(CheckpointName.validationFraction)")
      }
      throw CheckpointError.otherData(
        file: file, found: data.description, expected: self.data)
    }
    do {
      return try Trainer(
        configuration, training: training, validation: validation, resuming: state,
        threads: threads, tier: tier)
    } catch let error as TrainingError {
      switch error {
      case .state, .configuration: throw CheckpointError(error, file: file)
      case .table, .diverged: throw error
      }
    }
  }
}
