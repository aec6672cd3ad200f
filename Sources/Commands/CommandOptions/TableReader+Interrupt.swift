import CSV
import CommandLineTools
import Table

extension TableReader {
  /// Reads the next rows, unless the user has interrupted the run; false at the end.
  ///
  /// - Parameter outcome: what an interrupted run has written, for its message.
  /// - Throws: `CommandFailure` with exit code 3 for what cannot be read, 130 after Ctrl-C, 143 after SIGTERM.
  public mutating func next(
    _ block: inout Block, orInterrupted outcome: String
  ) throws(CommandFailure) -> Bool {
    do {
      if !Interrupt.requested { return try next(&block) }
    } catch {
      if !Interrupt.requested { throw CommandFailure(.input, "\(error)") }
    }
    throw CommandFailure(Interrupt.exitCode, "interrupted; \(outcome)")
  }
}
