import CommandLineTools

/// How a run ended; the raw value is what the log says.
enum RunEnd: String {
  /// With the last epoch that was asked for.
  case done
  /// By early stopping.
  case patience
  /// By Ctrl-C or SIGTERM.
  case interrupted
  /// Because the loss was no finite number any more.
  case diverged

  /// The end of a sentence about a run of `epochs` epochs.
  func text(after epochs: Int) -> String {
    "for \(counted(epochs, "epoch"))"
      + {
        switch self {
        case .done: ""
        case .patience: ", until nothing became better"
        case .interrupted: ", then interrupted"
        case .diverged: ", before the loss diverged"
        }
      }()
  }
}
