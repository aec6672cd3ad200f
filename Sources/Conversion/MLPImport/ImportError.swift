import ForeignFormats
import MLPReader
import MLPSchema
import Sandbox
import Text

/// Why a file could not be imported.
public enum ImportError: Error, Equatable, CustomStringConvertible {
  /// The file is no model, or not the model that it says it is; or it could not be read as bytes.
  case read(ReadError)
  /// The file or folder at the path is of a format that is not read.
  case foreign(String, ForeignFormat)
  /// The sandboxed reader of the file at the path gave no answer.
  case sandbox(String, SandboxError)
  /// The sandboxed reader of the file at the path gave a model without the layers that it is from.
  case steps(String)

  /// Whether the file is at fault; else the system is.
  public var isAboutFile: Bool {
    if case .sandbox(_, let error) = self { error.isAboutRequest } else { true }
  }

  /// One line for a person, which starts with the file's name and has no control characters.
  public var description: String {
    let line =
      switch self {
      case .read(let error): error.description + (error.advice ?? "")
      case .steps(let path):
        "\(path): the reader of foreign files, in a process of its own, gave a model without the layers that it is "
          + "from; the file is made to do harm: have its maker save it anew"
      case .foreign(let path, let format):
        "\(path): found \(format.name), expected a model file, .keras, .h5 or .safetensors; "
          + format.modelAdvice(for: path)
      case .sandbox(let path, .refused(let message)): "\(path): \(message)"
      case .sandbox(let path, .start(let code)):
        "\(path): the process that reads it \(SandboxError.start(code))"
      case .sandbox(let path, let error):
        "\(path): the reader of foreign files, in a process of its own, \(error); the file is damaged or "
          + "made to do harm: have its maker save it anew"
      }
    return line.printable
  }
}

extension ReadError {
  /// What somebody can do who brings a file of another kind, or changed one on purpose; nil where nothing
  /// is to be added.
  fileprivate var advice: String? {
    switch reason {
    case .seal(.notHDF5): ", or .keras or .safetensors; tools/python converts ONNX and scikit-learn"
    case .identity(let found, _): "; where it was changed on purpose, set /@identity to \(found)"
    case .seal(.stale): "; where it was changed on purpose, in place, save it anew with h5repack"
    default: nil
    }
  }
}
