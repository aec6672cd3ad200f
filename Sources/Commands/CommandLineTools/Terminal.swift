#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Whether a person would have to type what standard input gives.
public var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

/// What is known of the terminal that a descriptor leads to.
public struct Terminal: Sendable, Equatable {
  /// Whether it is a terminal at all.
  public let isTerminal: Bool
  /// Whether the cursor can be moved: a terminal, and `TERM` is not `dumb`.
  public let isSmart: Bool
  /// Whether colours are wanted: where the cursor can be moved, `NO_COLOR` is unset or empty, and
  /// the command line doesn't say `--no-color`.
  public internal(set) var hasColor: Bool

  private let fixedWidth: Int?

  /// How many columns it has now; 80 where it doesn't say.
  public var width: Int {
    if let fixedWidth { return fixedWidth }
    var size = winsize()
    let hasSize = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return hasSize && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// The terminal that standard error leads to.
  public init() {
    self.init(isTerminal: isatty(STDERR_FILENO) == 1, width: nil) { name in
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }
  }

  /// The terminal that these facts describe; of the width that standard error says where it is nil.
  init(isTerminal: Bool, width: Int?, environment: (String) -> String?) {
    self.isTerminal = isTerminal
    isSmart = isTerminal && environment("TERM") != "dumb"
    hasColor = isSmart && environment("NO_COLOR") ?? "" == ""
    fixedWidth = width
  }
}
