import Files
import HDF5Profile
import MLPSchema
import Text

/// Why a model file could not be read: which file, and the first thing that is wrong with it.
public struct ReadError: Error, Equatable, CustomStringConvertible {
  /// The file's name as the caller gave it.
  public let file: String
  /// What is wrong, with every fact that the module that found it knows.
  public let reason: Reason

  /// What is wrong, in the order in which it is looked for.
  public enum Reason: Equatable, Sendable {
    /// The file could not be read as bytes.
    case file(FileError)
    /// The bytes are not sealed, or not as they were sealed.
    case seal(SealError)
    /// The bytes are not HDF5 of the profile.
    case profile(ProfileError)
    /// The tree is not a model.
    case schema(SchemaError)
    /// The model is not the one that was asked for, or that the file says it is.
    case identity(found: ModelIdentity, expected: ModelIdentity)
  }

  /// Where the value lies that breaks a rule of the schema.
  private let valueOffset: Int?

  package init(file: String, reason: Reason, valueOffset: Int? = nil) {
    self.file = file
    self.reason = reason
    self.valueOffset = valueOffset
  }

  /// Where in the file: an object's path, with `@` and an attribute's name behind it; nil where it is
  /// about the file as a whole.
  public var place: String? {
    switch reason {
    case .file, .seal, .identity: nil
    case .profile(let error): error.path
    case .schema(let error): error.place
    }
  }

  /// Where in the file, in bytes from its start; nil where there is no such place.
  public var offset: Int? {
    switch reason {
    case .file, .identity: nil
    case .schema: valueOffset
    case .seal(let error): error.offset
    case .profile(let error): error.offset
    }
  }

  /// What to do about it; nil where only the file's maker can help.
  public var hint: String? {
    switch reason {
    case .file: nil
    case .seal(let error): error.hint
    case .profile(let error): error.rule == .memory ? nil : SealError.notHDF5.hint
    case .schema(let error): error.hint
    case .identity: "check where the file came from: it is another model"
    }
  }

  /// One line for a person, which starts with the file's name and has no control characters.
  public var description: String {
    "\(file): \(reason)\(hint.map { "; \($0)" } ?? "")".printable
  }
}

extension ReadError.Reason: CustomStringConvertible {
  /// What is wrong, where, what was found and what expected; text from the file stands in it as it
  /// is.
  public var description: String {
    switch self {
    case .file(let error): error.withoutPath
    case .seal(let error): error.description
    case .profile(let error): error.description
    case .schema(let error): error.description
    case .identity(let found, let expected): "identity: found \(found), expected \(expected)"
    }
  }
}
