import CSandbox

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How much of the sandbox a process must have before it reads a request.
public enum Confinement: String, Sendable {
  /// All parts; else ``Sandbox/run(_:)`` throws ``SandboxError/unconfined(_:)``.
  case complete = "--sandboxed"
  /// The parts that the system offers. Where it lacks one, a request that takes over the function can do
  /// what that part forbids.
  case partial = "--sandboxed-in-part"
}

/// The parts of the sandbox that a system lacks; one at least.
public struct MissingParts: Equatable, Sendable, CustomStringConvertible {
  /// For each part the error that it could not be had with; 0 for one that is there.
  private let errors: [CInt]

  private static let names: [(part: mlp_sandbox_part, name: String)] = [
    (MLP_SANDBOX_FILTER, "system call filter (seccomp)"),
    (MLP_SANDBOX_LANDLOCK, "file restrictions (Landlock)"),
    (MLP_SANDBOX_PRIVILEGES, "privilege restrictions (prctl)"),
    (MLP_SANDBOX_LIMITS, "resource limits (setrlimit)"),
    (MLP_SANDBOX_DESCRIPTORS, "closing of descriptors (close_range)"),
    (MLP_SANDBOX_PARENT, "termination with its parent (prctl)"),
  ]

  private init?(errors: [CInt]) {
    guard errors.count == Int(MLP_SANDBOX_PART_COUNT), errors.contains(where: { $0 != 0 }) else {
      return nil
    }
    self.errors = errors
  }

  /// Confines this process; nil where no part is missing.
  static func ofConfiningThisProcess() -> MissingParts? {
    var errors = [CInt](repeating: 0, count: Int(MLP_SANDBOX_PART_COUNT))
    unsafe mlp_sandbox_confine(&errors)
    return MissingParts(errors: errors)
  }

  /// What ``bytes`` are in another process, which may have been taken over: numbers, no text.
  init?(bytes: [UInt8]) {
    guard bytes.count % 4 == 0 else { return nil }
    self.init(
      errors: stride(from: 0, to: bytes.count, by: 4).map { start in
        CInt(
          bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
      })
  }

  /// The errors, each as four bytes, little-endian.
  var bytes: [UInt8] {
    errors.flatMap { error in (0..<4).map { UInt8(truncatingIfNeeded: error >> (8 * $0)) } }
  }

  /// The parts and why each is missing, for a person.
  public var description: String {
    Self.names.compactMap { part, name in
      switch errors[Int(part.rawValue)] {
      case 0: nil
      case CInt(MLP_SANDBOX_NO_EFFECT): "\(name): accepted, without effect"
      case let code: "\(name): \(unsafe String(cString: strerror(code)))"
      }
    }.joined(separator: "; ")
  }
}
