import MLPReader

/// Why a run cannot go on from a file.
public enum CheckpointError: Error, Equatable {
  /// The file is no model file, or a broken one.
  case unreadable(ReadError)
  /// The file is a model without a training state.
  case noState(file: String)
  /// Something in the training state is not as a trainer writes it.
  case state(file: String, place: String, found: String, expected: String)
  /// The run learned from other data.
  case otherData(file: String, found: String, expected: String)
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
    case .otherData(let file, let found, let expected):
      "\(file): found data with the digest \(found), expected \(expected): resume with the table, "
        + "the columns, the validation rows and the version of mlp-train that the run began with"
    }
  }
}
