import Files
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ctrl-C, for a command that has something to save first.
public enum Interrupt {
  private static let flag = Atomic(false)

  /// Whether Ctrl-C was pressed since ``install()``; costs one load.
  public static var requested: Bool { flag.load(ordering: .relaxed) }

  /// What Ctrl-C ends reads by, once ``install()`` was called.
  public static let readStop = ReadStop()

  /// Makes the first Ctrl-C set ``requested`` and only the second end the process.
  ///
  /// A process that was started with Ctrl-C ignored, in the background, goes on ignoring it.
  public static func install() {
    flag.store(false, ordering: .relaxed)  // Also makes sure that the handler finds it made.
    _ = readStop
    let previous = signal(SIGINT) { _ in
      Interrupt.flag.store(true, ordering: .relaxed)
      Interrupt.readStop.stop()
      _ = signal(SIGINT, SIG_DFL)
    }
    if unsafe unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      _ = signal(SIGINT, SIG_IGN)
    }
  }
}
