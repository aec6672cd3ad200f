import Files
import Glibc
import Testing

@testable import CommandLineTools

@Suite struct RunCommandTests {
  let screen = Screen()

  private func run(
    _ arguments: [String] = ["m"], _ body: (ParsedArguments, Console) throws -> Void
  ) -> ExitCode {
    CommandLineTools.run(Sample.command, arguments, screen.console(), body)
  }

  private struct Other: Error, CustomStringConvertible { let description = "other\nfailure" }

  @Test func endsWithZeroWhereNothingFails() {
    var model = ""
    #expect(
      run(["net.h5"]) { arguments, _ in model = try arguments.value(of: Sample.model).text } == .ok)
    #expect(model == "net.h5")
    #expect(screen.text.isEmpty)
  }

  @Test func reportsAWrongCommandLineWithoutRunning() {
    #expect(run([]) { _, _ in Issue.record("ran") } == .usage)
    #expect(screen.text == "sample: error: MODEL is missing (see sample --help)\n")
  }

  @Test(arguments: ExitCode.allCases.dropFirst())
  func endsWithTheCodeOfTheFailure(_ code: ExitCode) {
    #expect(run { _, _ in throw CommandFailure(code, "why") } == code)
    #expect(screen.text == "sample: error: why\n")
  }

  @Test func otherErrorsAreFailures() {
    #expect(run { _, _ in throw Other() } == .failure)
    #expect(screen.text == "sample: error: other\\nfailure\n")
  }

  @Test func errorsCanBeGivenACode() {
    #expect(run { _, _ in try failing(with: .model) { throw Other() } } == .model)
    let inner = CommandFailure(.input, "inner")
    #expect(run { _, _ in try failing(with: .model) { throw inner } } == .input)
    #expect(throws: Never.self) { try failing(with: .model) {} }
  }

  @Test func aClosedPipeIsQuiet() {
    let closed = FileError(path: "standard output", operation: .write, reason: .system(EPIPE))
    #expect(run { _, _ in throw closed } == .ok)
    #expect(screen.text.isEmpty)
  }

  @Test(
    arguments: [(SIGINT, .interrupted), (SIGTERM, .terminated)] as [(CInt, ExitCode)])
  func theFirstSignalSetsTheFlagAndTheSecondEndsTheProcess(
    number: CInt, code: ExitCode
  ) async {
    // A process of its own, because a signal is every test's.
    await #expect(processExitsWith: .success) { [number, code = code.rawValue as CInt] in
      // The test runner blocks the signal.
      var signals = sigset_t()
      sigaddset(&signals, number)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      Interrupt.install()
      #expect(!Interrupt.requested)
      raise(number)
      #expect(Interrupt.requested)
      #expect(Interrupt.exitCode.rawValue == code)
      var action = sigaction()
      sigaction(number, nil, &action)
      #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 0)  // SIG_DFL
    }
  }
}
