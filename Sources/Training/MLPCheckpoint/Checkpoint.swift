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

  /// Reads a run from a file.
  ///
  /// - Throws: ``CheckpointError``; for what is wrong with the configuration that the model tells,
  ///   `TrainingError`.
  public init(path: String) throws {
    let found: ModelFile
    do throws(ReadError) { found = try readModel(path: path) } catch {
      throw CheckpointError.unreadable(error)
    }
    guard let training = found.training else { throw CheckpointError.noState(file: path) }
    file = path
    model = found.model
    guard case .text(let digest) = model.provenance[CheckpointName.data] else {
      throw CheckpointError.noState(file: path)
    }
    data = digest
    configuration = try TrainingConfiguration(of: model)
    state = try StateDecoder(group: training, file: path).state(of: model)
  }

  /// The run, to go on as if it had never stopped.
  ///
  /// - Parameters:
  ///   - training: the rows that it learned from.
  ///   - validation: the rows that told how well.
  ///   - data: the digest of both.
  ///   - threads: how many threads may work.
  ///   - tier: the instruction set; changes no result.
  /// - Throws: ``CheckpointError/otherData(file:found:expected:)``, `TrainingError`, `OutOfMemory`.
  public func resume(
    training: TrainingRows, validation: TrainingRows?, data: DataDigest, threads: Int = 1,
    tier: KernelTier = .best
  ) throws -> Trainer {
    guard data.description == self.data else {
      throw CheckpointError.otherData(
        file: file, found: data.description, expected: self.data)
    }
    return try Trainer(
      configuration, training: training, validation: validation, resuming: state,
      threads: threads, tier: tier)
  }
}
