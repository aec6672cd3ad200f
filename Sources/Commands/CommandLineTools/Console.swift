import Files
import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Standard error: messages, and the progress line that makes way for them.
///
/// Not safe to share between threads.
public final class Console {
  /// What standard error leads to.
  public let terminal: Terminal

  private let command: String
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let mode: ProgressMode
  private let print: (String) -> Void
  private var hasProgressLine = false

  /// Standard error as `command` writes to it.
  public convenience init(
    command: String, terminal: Terminal = Terminal(), isQuiet: Bool = false,
    mode: ProgressMode = .auto
  ) {
    self.init(
      command: command, terminal: terminal, isQuiet: isQuiet, isVerbose: false, mode: mode
    ) { text in
      // Where standard error is gone nobody can be told.
      unsafe try? SystemCalls().write(STDERR_FILENO, "standard error", text.utf8.span.bytes)
    }
  }

  init(
    command: String, terminal: Terminal, isQuiet: Bool, isVerbose: Bool, mode: ProgressMode,
    print: @escaping (String) -> Void
  ) {
    self.command = command
    self.terminal = terminal
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
    self.mode = mode
    self.print = print
  }

  /// The same as the command line wants it.
  func configured(by arguments: ParsedArguments) throws(CommandFailure) -> Console {
    if arguments.isGiven(.quiet), arguments.isGiven(.verbose) {
      throw CommandFailure(
        .usage,
        "\(arguments.label(of: .quiet)) and \(arguments.label(of: .verbose)): give one of them")
    }
    var terminal = terminal
    if arguments.isGiven(.noColor) { terminal.hasColor = false }
    return Console(
      command: command, terminal: terminal, isQuiet: arguments.isGiven(.quiet),
      isVerbose: arguments.isGiven(.verbose), mode: try arguments.value(of: .progress).choice(),
      print: print)
  }

  /// Says something worth knowing, unless `--quiet` was given.
  public func note(_ message: String) {
    if !isQuiet { say("", colour: "", message) }
  }

  /// Says how the work is done, where `--verbose` was given.
  public func detail(_ message: @autoclosure () -> String) {
    if isVerbose { say("", colour: "", message()) }
  }

  /// Says that something is not as it should be, though the command goes on.
  public func warn(_ message: String) { say("warning: ", colour: "33", message) }

  /// Says why the command ends.
  func fail(_ message: String) { say("error: ", colour: "31", message) }

  private func say(_ kind: String, colour: String, _ message: String) {
    eraseProgress()
    let hasColour = terminal.hasColor && !kind.isEmpty
    let shown = hasColour ? "\u{1B}[1;\(colour)m\(kind)\u{1B}[0m" : kind
    // The line and its end, with room for colors.
    let room = String.messageByteLimit - command.utf8.count - kind.utf8.count - 16
    print("\(command): \(shown)\(message.messageText(atMost: room))\n")
  }

  /// How progress is to be shown.
  var progressStyle: ProgressStyle {
    switch mode {
    case .never: .none
    case _ where isQuiet: .none
    case .always: terminal.isSmart ? .line : .log
    case .auto: terminal.isSmart ? .line : .none
    }
  }

  /// Shows how far the work is: in place of the line before on a terminal, or as a line of a log.
  func drawProgress(_ status: ProgressStatus) {
    if progressStyle == .line {
      // A full line would make some terminals begin the next one.
      print("\r\u{1B}[K" + status.line(width: terminal.width - 1).printable)
      hasProgressLine = true
    } else {
      print(status.line(width: .max).messageText(atMost: String.messageByteLimit - 1) + "\n")
    }
  }

  func eraseProgress() {
    if hasProgressLine { print("\r\u{1B}[K") }
    hasProgressLine = false
  }
}

/// When to show progress, as `--progress` says.
public enum ProgressMode: String, Sendable, CaseIterable {
  /// Where standard error is a terminal.
  case auto
  /// Always; in lines of a log where standard error is not a terminal.
  case always
  /// Never.
  case never
}

/// How progress is shown.
enum ProgressStyle {
  case none
  /// One line of a terminal, drawn again and again.
  case line
  /// Lines one after the other.
  case log
}
