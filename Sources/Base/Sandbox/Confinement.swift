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

/// Confines this process.
///
/// - Returns: the parts that could not be had, for a person; nil where none is missing.
func confine() -> String? {
  let parts: [(mlp_sandbox_part, String)] = [
    (MLP_SANDBOX_FILTER, "system call filter (seccomp)"),
    (MLP_SANDBOX_LANDLOCK, "file restrictions (Landlock)"),
    (MLP_SANDBOX_PRIVILEGES, "privilege restrictions (prctl)"),
    (MLP_SANDBOX_LIMITS, "resource limits (setrlimit)"),
    (MLP_SANDBOX_DESCRIPTORS, "closing of descriptors (close_range)"),
    (MLP_SANDBOX_PARENT, "termination with its parent (prctl)"),
  ]
  var errors = [CInt](repeating: 0, count: Int(MLP_SANDBOX_PART_COUNT))
  guard unsafe mlp_sandbox_confine(&errors) != 0 else { return nil }
  return parts.compactMap { part, name in
    switch errors[Int(part.rawValue)] {
    case 0: nil
    case CInt(MLP_SANDBOX_NO_EFFECT): "\(name): accepted, without effect"
    case let code: "\(name): \(unsafe String(cString: strerror(code)))"
    }
  }.joined(separator: "; ")
}
