import MLPReader
import MLPTraining

/// Why a run cannot go on from a file.
public enum CheckpointError: Error, Equatable {
  /// The file is no model file, or a broken one.
  case unreadable(ReadError)
  /// The file is a model without a training state.
  case noState(file: String)
  /// Something in the training state is not as a trainer writes it.
  case state(file: String, place: String, found: String, expected: String)
  /// A setting in the model's provenance is not one that a run can have; `name` is the fact's.
  case setting(file: String, name: String, found: String, expected: String)
  /// The run learned from other data.
  case otherData(file: String, found: String, expected: String)
}

extension CheckpointError {
  /// Whether the file is at fault, and not the table that the run is to continue with.
  public var isAboutFile: Bool {
    if case .otherData = self { false } else { true }
  }

  /// What a trainer says of the settings or the state in `file`.
  public init(_ error: TrainingError, file: String) {
    switch error {
    case .state(let place, let found, let expected):
      self = .state(file: file, place: place, found: found, expected: expected)
    case .configuration(let name, let found, let expected),
      .table(let name, let found, let expected):
      // A fact has its setting's name.
      let name = String(name.map { $0 == " " ? "_" : $0 })
      self = .setting(file: file, name: name, found: found, expected: expected)
    case .diverged(let epoch, let step, let loss):
      self = .state(
        file: file, place: "parameters", found: "a loss of \(loss) in epoch \(epoch), step \(step)",
        expected: "a state from which training continues")
    }
  }
}

extension CheckpointError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .unreadable(let error):
      switch error.reason {
      // What makes a model file of it drops what a run needs to go on.
      case .seal(.unsealed), .seal(.noUserBlock), .seal(.otherUserBlock), .seal(.savedAnew):
        "\(error.file): \(error.reason); a run goes on only from a file as mlp-train wrote it"
      default: error.description
      }
    case .noState(let file):
      "\(file): found a model without a training state, expected a checkpoint of mlp-train"
    case .state(let file, let place, let found, let expected):
      "\(file): /training/\(place): found \(found), expected \(expected)"
    case .setting(let file, let name, let found, let expected):
      "\(file): /provenance/\(name): found \(found), expected \(expected)"
    case .otherData(let file, let found, let expected):
      "\(file): found data with the digest \(found), expected \(expected): resume with the table, "
        + "the columns, the validation rows and the version of mlp-train that the run began with"
    }
  }
}
