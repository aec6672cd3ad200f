import Files
import HDF5
import MLPReader
import MLPSchema
import Text

/// Why a model file could not be written: which file, and what went wrong.
public struct WriteError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the caller gave it.
  public let file: String
  /// What went wrong, with every fact that the module that found it knows.
  public let reason: Reason

  /// What went wrong.
  public enum Reason: Equatable, Sendable {
    /// The model cannot be a model file.
    case schema(SchemaError)
    /// The file would have so many bytes, which no reader takes.
    case size(Int)
    /// The file could not be written or put in its place.
    case file(FileError)
    /// The HDF5 library refused.
    case hdf5(HDF5Error)
    /// What was written could not be read back.
    case readBack(ReadError.Reason)
    /// What was read back is not what was written.
    case readBackDiffers
  }

  /// Whether the place is at fault, the disk or the folder, so that the same file could be written elsewhere.
  public var isAboutPlace: Bool {
    switch reason {
    case .file, .readBackDiffers: true
    case .schema, .size, .hdf5, .readBack: false
    }
  }

  /// One line for a person, which starts with the file's name and has no control characters.
  public var description: String {
    let what =
      switch reason {
      case .schema(let error): error.description
      case .size(let count):
        "found a model of \(count) bytes, expected at most \(Limits.fileByteCount)"
      case .file(let error): error.withoutPath
      case .hdf5(let error): error.description
      case .readBack(let reason): "what was written cannot be read back: \(reason)"
      case .readBackDiffers:
        "found other contents than were written, expected the same; check the disk and the HDF5 "
          + "library"
      }
    return "\(file): \(what)".printable
  }
}
