import CMLP
import Files
import FloatControl
import MLPReader
import MLPRuntime
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A call that failed: what it returns, and what its thread's last error says.
struct Failure: Error {
  let status: mlp_status
  let message: String

  /// The call itself is wrong.
  static func argument(_ message: String) -> Failure {
    Failure(status: MLP_ERROR_ARGUMENT, message: message)
  }

  init(status: Int, message: String) {
    self.status = mlp_status(status)
    self.message = message
  }

  init(_ error: LoadError) {
    let status =
      switch error {
      case .unreadable(let error): error.status
      case .malformedIdentity: MLP_ERROR_ARGUMENT
      case .failsVerification: MLP_ERROR_MODEL
      case .unavailableTier: MLP_ERROR_ENVIRONMENT
      case .outOfMemory: MLP_ERROR_MEMORY
      }
    self.init(status: status, message: error.description)
  }
}

extension ReadError {
  fileprivate var status: Int {
    switch reason {
    case .file(let error): error.reason == .system(ENOMEM) ? MLP_ERROR_MEMORY : MLP_ERROR_FILE
    case .identity: MLP_ERROR_IDENTITY
    case .schema(let error) where error.rule == .memory: MLP_ERROR_MEMORY
    case .profile(let error) where error.rule == .memory: MLP_ERROR_MEMORY
    case .seal, .profile, .schema: MLP_ERROR_MODEL
    }
  }
}

/// Runs the body of a function that loads a model or makes a session, under the default floating-point environment.
func prepare(_ body: () throws(Failure) -> Void) -> mlp_status {
  withDefaultFloatControl { call(body) }
}

/// Runs the body of a function of the interface.
func call(_ body: () throws(Failure) -> Void) -> mlp_status {
  do throws(Failure) {
    try body()
    return mlp_status(MLP_OK)
  } catch {
    var message = error.message.printable
    message.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
        unsafe mlp_set_last_error(bytes.baseAddress, bytes.count)
      }
    }
    return error.status
  }
}
