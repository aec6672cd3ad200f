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
  /// The sandboxed reader of the file at the path returned no answer.
  case sandbox(String, SandboxError)
  /// What the sandboxed reader of the file at the path returned is no answer, for the reason in the text.
  case answer(String, String)

  /// Whether the file is at fault; else the system is.
  public var isAboutFile: Bool {
    if case .sandbox(_, let error) = self { error.cause != .system } else { true }
  }

  /// One line for a person, which starts with the file's name and has no control characters.
  public var description: String {
    let line =
      switch self {
      case .read(let error): error.description + (error.advice ?? "")
      case .answer(let path, let reason):
        "\(path): the sandboxed reader's answer cannot be used: \(shown(reason)); the file is crafted: have its maker "
          + "save it again"
      case .foreign(let path, let format):
        "\(path): found \(format.name), expected a model file, .keras, .h5 or .safetensors; "
          + format.modelAdvice(for: path)
      case .sandbox(let path, .refused(let message)): "\(path): \(shown(message))"
      case .sandbox(let path, .unconfined(let missing)):
        "\(path): the reader of foreign files \(SandboxError.unconfined(missing))"
      case .sandbox(let path, let error):
        "\(path): the sandboxed reader \(error)" + error.advice
      }
    return line.printable
  }
}

/// Text of the sandboxed reader as a message shows it: printable, and at most about a KiB of it.
private func shown(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    guard shown.utf8.count < 1024 else { return shown + "…" }
    shown += String(scalar).printable
  }
  return shown
}

extension SandboxError {
  /// What somebody can do about it.
  fileprivate var advice: String {
    switch self {
    case .start, .unconfined, .refused: ""
    case .killed: ", by a person, or by the system because memory ran out; run the command again"
    case .time: "; run the command again when the machine is less busy"
    case .memory, .cpuTime, .answerSize:
      " for a file of this size; save the file again without compression, or its weights alone"
    case .crash, .status:
      "; the file is damaged or crafted: have its maker save it again"
    }
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
