import MLPReader
import MLPSchema
import Sandbox
import Text

/// Why a file could not be imported.
public enum ImportError: Error, Equatable, CustomStringConvertible {
  /// The file is no model, or not the model that it says it is; or it could not be read as bytes.
  case read(ReadError)
  /// The sandboxed reader of the file at the path gave no answer.
  case sandbox(String, SandboxError)

  /// Whether the file is at fault; else the system is.
  public var isAboutFile: Bool {
    if case .sandbox(_, let error) = self { error.isAboutRequest } else { true }
  }

  /// One line for a person, which starts with the file's name and has no control characters.
  public var description: String {
    let line =
      switch self {
      case .read(let error): error.description + (error.adviceToEditors ?? "")
      case .sandbox(let path, .refused(let message)): "\(path): \(message)"
      case .sandbox(let path, .start(let code)):
        "\(path): the process that reads it \(SandboxError.start(code))"
      case .sandbox(let path, let error):
        "\(path): the HDF5 library, in a process of its own, \(error) while it read the file; the file "
          + "is damaged or made to do harm: have its maker export it with mlp-export"
      }
    return line.printable
  }
}

extension ReadError {
  /// What somebody can do who changed the file on purpose; nil where that explains nothing.
  fileprivate var adviceToEditors: String? {
    switch reason {
    case .identity(let found, _): "; where it was changed on purpose, set /@identity to \(found)"
    case .seal(.stale): "; where it was changed on purpose, in place, save it anew with h5repack"
    default: nil
    }
  }
}
