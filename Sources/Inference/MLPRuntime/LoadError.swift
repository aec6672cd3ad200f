import MLPKernels
import MLPReader
import Storage
import Text

/// Why a model could not be loaded.
public enum LoadError: Error, CustomStringConvertible {
  /// The file is missing, damaged, not a model, or a model this version cannot run.
  case unreadable(ReadError)
  /// The identity that the caller asks for is none, so that no model can have it.
  case malformedIdentity(String)
  /// The model computes something else than its verification rows say.
  case failsVerification(VerificationFailure)
  /// The environment asks for kernels that this CPU cannot run.
  case unavailableTier(UnavailableTier)
  /// There is no memory for the packed weights.
  case outOfMemory(OutOfMemory)

  /// One line for a person.
  public var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .malformedIdentity(let text):
      "identity: found \(Excerpt(text, limit: 80)), expected 64 lower-case hexadecimal digits"
    case .failsVerification(let error): error.description
    case .unavailableTier(let error): error.description
    case .outOfMemory(let error): error.description
    }
  }
}
