import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ctrl-C (SIGINT) and the polite end that machines ask for (SIGTERM: `kill`, a shutdown, a job
/// scheduler), for a command that has something to save first.
public enum Interrupt {
  private static let received = Atomic(CInt(0))

  /// Whether either came since ``install()``; costs one load.
  public static var requested: Bool { received.load(ordering: .relaxed) != 0 }

  /// How a command ends that heeds it, as shells report the signal.
  public static var exitCode: ExitCode {
    received.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted
  }

  /// Makes the first of each signal set ``requested`` and only the second end the process.
  ///
  /// A process that was started with one of them ignored, in the background, goes on ignoring it.
  public static func install() {
    received.store(0, ordering: .relaxed)  // Also makes sure that the handler finds it made.
    for number in [SIGINT, SIGTERM] {
      let previous = signal(number) { number in
        Interrupt.received.store(number, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
      if unsafe unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        _ = signal(number, SIG_IGN)
      }
    }
  }
}
