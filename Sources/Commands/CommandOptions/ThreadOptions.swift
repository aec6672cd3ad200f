import CommandLineTools
import Threads

/// The option for how many threads work.
public enum ThreadOptions {
  /// `--threads N`.
  public static let threads = Option(
    "threads", value: "N", help: "Threads to use (default: the CPUs this process may use).")

  /// The number of threads that the command line asks for.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  public static func count(_ arguments: ParsedArguments) throws(CommandFailure) -> Int {
    try arguments.optional(threads)?.integer(in: 1...1024) ?? availableProcessors()
  }
}
