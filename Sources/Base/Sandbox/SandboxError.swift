#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why a sandboxed function gave no answer.
public enum SandboxError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No process could be had: the caller's system is at fault, not the request.
  case start(CInt)
  /// The function refused, and says why; the text comes from the process and may hold anything.
  case refused(String)
  /// The memory allowed did not suffice.
  case memory(byteCount: Int)
  /// The CPU time allowed did not suffice.
  case cpuTime(seconds: Int)
  /// The time allowed did not suffice.
  case time(seconds: Int)
  /// The answer is larger than allowed.
  case answerSize(limit: Int)
  /// A signal ended the process: it crashed, or somebody ended it.
  case signal(CInt)
  /// The process ended with a status that says nothing.
  case status(CInt)

  /// Whether this is about the request; else the system could not do what it was asked to.
  public var isAboutRequest: Bool {
    if case .start = self { false } else { true }
  }

  /// What happened, without a subject: "crashed: Segmentation fault".
  public var description: String {
    switch self {
    case .start(let code): "could not be started: \(unsafe String(cString: strerror(code)))"
    case .refused(let message): message
    case .memory(let byteCount): "needed more than the \(byteCount >> 20) MiB of memory allowed"
    case .cpuTime(let seconds): "needed more than the \(seconds) s of CPU time allowed"
    case .time(let seconds): "needed more than the \(seconds) s allowed"
    case .answerSize(let limit): "gave more than the \(limit) bytes allowed"
    case .signal(let number):
      "crashed: \(unsafe strsignal(number).map { unsafe String(cString: $0) } ?? "signal \(number)")"
    case .status(let status): "ended with status \(status)"
    }
  }
}
