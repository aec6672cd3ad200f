/// How a command ends, for scripts.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done.
  case ok = 0
  /// Something failed at run time: a full disk, no memory, a diverged training.
  case failure = 1
  /// The command line is wrong.
  case usage = 2
  /// The input data are wrong.
  case input = 3
  /// The model file is wrong, or is not one.
  case model = 4
  /// A metric missed the bound that the command line set.
  case gate = 5
  /// Ctrl-C, as shells report it.
  case interrupted = 130
  /// SIGTERM, as shells report it.
  case terminated = 143

  /// What it means, for the help.
  var meaning: String {
    switch self {
    case .ok: "done"
    case .failure: "failed at run time"
    case .usage: "wrong command line"
    case .input: "wrong input data"
    case .model: "wrong model or schema"
    case .gate: "a metric missed its bound"
    case .interrupted: "interrupted by Ctrl-C"
    case .terminated: "ended by SIGTERM"
    }
  }
}

/// The end of a command that could not do what it was asked to: one line, and an exit code.
public struct CommandFailure: Error, Equatable, CustomStringConvertible {
  /// The exit code.
  public let code: ExitCode

  /// What went wrong: where, found, expected, what to do.
  public let message: String

  /// A failure that ends the command with `code`.
  public init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}

/// Runs `body`; what it throws becomes a ``CommandFailure`` with `code`, unless it is one already.
///
/// For the calls whose errors mean something other than ``ExitCode/failure``: reading a model, a
/// table.
public func failing<R: ~Copyable>(with code: ExitCode, _ body: () throws -> R)
  throws(CommandFailure) -> R
{
  do {
    return try body()
  } catch let failure as CommandFailure {
    throw failure
  } catch {
    throw CommandFailure(code, "\(error)")
  }
}
