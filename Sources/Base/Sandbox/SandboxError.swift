#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why a sandboxed function returned no answer.
public enum SandboxError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The process could not be started: the caller's system is at fault, not the request.
  case start(CInt)
  /// This system lacks parts of the sandbox. The request was not read.
  case unconfined(MissingParts)
  /// The function refused the request, for the reason in the text. The text comes from the process and may hold
  /// anything.
  case refused(String)
  /// The memory allowed did not suffice.
  case memory(byteCount: Int)
  /// The CPU time allowed did not suffice.
  case cpuTime(seconds: Int)
  /// The time allowed did not suffice.
  case time(seconds: Int)
  /// The answer is larger than allowed.
  case answerSize(limit: Int)
  /// The process crashed by this signal.
  case crash(CInt)
  /// Someone else ended the process by this signal: a person, or the system where memory ran out.
  case killed(CInt)
  /// The process ended with a status that has no meaning.
  case status(CInt)

  /// What is at fault.
  public enum Cause: Sendable {
    /// The request: it is damaged, or crafted to make the function do this.
    case request
    /// A limit that the request needs more of, whoever made it.
    case limit
    /// The system, or someone who uses it.
    case system
  }

  /// What is at fault.
  public var cause: Cause {
    switch self {
    case .start, .unconfined, .killed: .system
    case .memory, .cpuTime, .time, .answerSize: .limit
    case .refused, .crash, .status: .request
    }
  }

  /// What happened, without a subject: "crashed: Segmentation fault".
  public var description: String {
    switch self {
    case .start(let code): "could not be started: \(unsafe String(cString: strerror(code)))"
    case .unconfined(let missing): "cannot be sandboxed on this system; missing: \(missing)"
    case .refused(let message): message
    case .memory(let byteCount): "needed more than the \(byteCount >> 20) MiB of memory allowed"
    case .cpuTime(let seconds): "needed more than the \(seconds) s of CPU time allowed"
    case .time(let seconds): "needed more than the \(seconds) s allowed"
    case .answerSize(let limit): "returned more than the \(limit) bytes allowed"
    case .crash(let number): "crashed: \(name(ofSignal: number))"
    case .killed(let number): "was killed from outside: \(name(ofSignal: number))"
    case .status(let status): "ended with status \(status)"
    }
  }

  /// What a signal that ended the process means.
  ///
  /// - Parameter usedTime: whether the process had used the CPU time allowed.
  init(signal: CInt, usedTime: Bool, limits: SandboxLimits) {
    switch signal {
    case SIGXCPU: self = .cpuTime(seconds: limits.cpuSeconds)
    // The kernel's, a second after SIGXCPU had no effect.
    case SIGKILL where usedTime: self = .cpuTime(seconds: limits.cpuSeconds)
    case SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGXFSZ: self = .crash(signal)
    default: self = .killed(signal)
    }
  }
}

private func name(ofSignal number: CInt) -> String {
  unsafe strsignal(number).map { unsafe String(cString: $0) } ?? "signal \(number)"
}
