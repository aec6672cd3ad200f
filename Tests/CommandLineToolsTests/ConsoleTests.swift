import Testing

@testable import CommandLineTools

/// What a console printed.
final class Screen {
  var text = ""

  func console(
    isTerminal: Bool = false, width: Int = 80, isQuiet: Bool = false, isVerbose: Bool = false,
    mode: ProgressMode = .auto, environment: [String: String] = [:]
  ) -> Console {
    Console(
      command: "sample",
      terminal: Terminal(isTerminal: isTerminal, width: width) { environment[$0] },
      isQuiet: isQuiet, isVerbose: isVerbose, mode: mode
    ) { self.text += $0 }
  }
}

@Suite struct ConsoleTests {
  let screen = Screen()

  @Test func knowsTheTerminal() {
    func facts(_ isTerminal: Bool, _ environment: [String: String] = [:]) -> [Bool] {
      let terminal = Terminal(isTerminal: isTerminal, width: 80) { environment[$0] }
      return [terminal.isSmart, terminal.hasColor]
    }
    #expect(facts(true) == [true, true])
    #expect(facts(false) == [false, false])
    #expect(facts(true, ["TERM": "dumb"]) == [false, false])
    #expect(facts(true, ["NO_COLOR": "1"]) == [true, false])
    #expect(facts(true, ["NO_COLOR": ""]) == [true, true])
    #expect(Terminal(isTerminal: true, width: 132) { _ in nil }.width == 132)
  }

  @Test func messagesAreOneLineWithTheCommandsName() {
    let console = screen.console()
    console.note("reading")
    console.warn("two\nlines")
    console.fail("\u{1B}[2Jcleared\u{202E}\u{7F}\u{9B}, tab\t, é, 日本")
    #expect(
      screen.text == """
        sample: reading
        sample: warning: two\\nlines
        sample: error: \\u{1B}[2Jcleared\\u{202E}\\u{7F}\\u{9B}, tab\\t, é, 日本

        """)
  }

  /// Whatever is in it.
  @Test(arguments: [
    String(repeating: "x", count: 5_000_000), String(repeating: "\u{1B}", count: 2000),
  ])
  func aMessageIsCut(_ text: String) {
    for say in [Console.note, Console.warn, Console.fail] {
      let screen = Screen()
      say(screen.console(isTerminal: true))("t.csv: \(text); give --header")
      #expect(screen.text.utf8.count <= 2048)
      #expect(screen.text.hasSuffix("; give --header\n"))
    }
  }

  @Test func coloursOnlyOnATerminal() {
    screen.console(isTerminal: true).fail("x")
    #expect(screen.text == "sample: \u{1B}[1;31merror: \u{1B}[0mx\n")
  }

  @Test func quietDropsNotesAndProgressOnly() {
    let console = screen.console(isTerminal: true, isQuiet: true, environment: ["NO_COLOR": "1"])
    console.note("note")
    Progress("x", unit: "rows", on: console).update(1, of: 0.5)
    console.warn("kept")
    #expect(screen.text == "sample: warning: kept\n")
  }

  @Test func detailsAreForTheVerboseOnly() throws {
    screen.console().detail("hidden")
    screen.console(isVerbose: true).detail("shown")
    #expect(screen.text == "sample: shown\n")
    let console = try screen.console().configured(by: Sample.parse("m", "-v"))
    console.detail("too")
    #expect(screen.text == "sample: shown\nsample: too\n")
    #expect(throws: CommandFailure(.usage, "--quiet and --verbose: give one of them")) {
      _ = try screen.console().configured(by: Sample.parse("m", "-v", "-q"))
    }
  }

  @Test func messagesReplaceTheProgressLine() {
    let console = screen.console(isTerminal: true, width: 10)
    console.drawProgress(
      ProgressStatus(label: "a long line of progress", unit: "rows", done: 1, rate: 0))
    console.note("x")
    console.note("y")
    #expect(screen.text == "\r\u{1B}[Ka long li\r\u{1B}[Ksample: x\nsample: y\n")
  }

  @Test func theCommandLineConfiguresIt() throws {
    let console = try screen.console(isTerminal: true)
      .configured(by: Sample.parse("m", "--no-color", "-q", "--progress", "never"))
    #expect(!console.terminal.hasColor)
    #expect(console.progressStyle == .none)
    console.note("hidden")
    console.fail("shown")
    #expect(screen.text == "sample: error: shown\n")
  }
}

@Suite struct ProgressTests {
  let screen = Screen()

  @Test(arguments: [
    (ProgressMode.auto, true, ProgressStyle.line), (.auto, false, .none), (.always, true, .line),
    (.always, false, .log), (.never, true, .none), (.never, false, .none),
  ])
  func modes(_ mode: ProgressMode, _ isTerminal: Bool, _ style: ProgressStyle) {
    #expect(screen.console(isTerminal: isTerminal, mode: mode).progressStyle == style)
    let dumb = screen.console(isTerminal: true, environment: ["TERM": "dumb"])
    #expect(dumb.progressStyle == .none)
  }

  @Test func isDrawnAtMostTenTimesASecondAndErased() {
    var time = 0.0
    var texts = 0
    func text() -> String {
      texts += 1
      return "loss 0.5"
    }
    do {
      let progress = Progress(
        "x", unit: "rows", on: screen.console(isTerminal: true), now: { time })
      for step in 0..<1000 {
        time = Double(step) / 1024  // Steps that are exact in binary.
        progress.update(step, of: Double(step) / 1000, text())
      }
    }
    #expect(texts == 10)
    #expect(screen.text.split(separator: "\r").count == 11)
    #expect(screen.text.hasPrefix("\r\u{1B}[Kx  [--------------------]  0%  0 rows  loss 0.5\r"))
    #expect(screen.text.hasSuffix("\r\u{1B}[K"))
  }

  @Test func isLoggedOnceASecond() {
    var time = 0.0
    let progress = Progress(
      "x", unit: "rows", on: screen.console(mode: .always), now: { time })
    for step in 0..<12 {
      time = Double(step) / 4
      progress.update(step * 5, of: nil)
    }
    progress.finish()
    #expect(screen.text == "x  0 rows\nx  20 rows  20 rows/s\nx  40 rows  20 rows/s\n")
  }

  /// A resumed run was not that fast.
  @Test func whatWasDoneBeforeIsNoSpeed() {
    var time = 0.0
    let progress = Progress(
      "x", unit: "rows", on: screen.console(mode: .always), now: { time })
    for (seconds, done) in [(0.0, 512), (10.0, 640)] {
      time = seconds
      progress.update(done, of: Double(done) / 1024)
    }
    #expect(screen.text.contains("50%  512 rows\nx"))
    #expect(screen.text.hasSuffix("62%  640 rows  13 rows/s  0:30 left\n"))
  }

  @Test func asksForNoTimeWhereNothingIsShown() {
    let progress = Progress(
      "x", unit: "rows", on: screen.console(),
      now: {
        Issue.record("the clock was read")
        return 0
      })
    progress.update(1, of: 0.1)
    progress.finish()
    #expect(screen.text.isEmpty)
  }

  @Test func fitsTheWidth() {
    let status = ProgressStatus(
      label: "train", unit: "rows", done: 1500, fraction: 0.25, rate: 125, secondsLeft: 12,
      text: "loss 0.5")
    let whole =
      "train  [#####---------------]  25%  1.5k rows  125 rows/s  0:12 left  loss 0.5"
    let plain = "train  25%  1.5k rows  125 rows/s  0:12 left  loss 0.5"
    let short = "train  25%  125 rows/s  0:12 left  loss 0.5"
    for (width, line) in [
      (whole.count, whole), (whole.count - 1, plain), (plain.count, plain),
      (plain.count - 1, short), (short.count, short), (short.count - 1, String(short.dropLast())),
      (5, "train"), (0, ""), (-1, ""),
    ] {
      #expect(status.line(width: width) == line)
    }
    let unknown = ProgressStatus(label: "x", unit: "rows", done: 3, rate: 1)
    #expect(unknown.line(width: 80) == "x  3 rows  1.0 rows/s")
    let over = ProgressStatus(label: "x", unit: "rows", done: 3, fraction: 1.5, rate: 0)
    #expect(over.line(width: 80) == "x  [####################]  100%  3 rows")
  }

  @Test func shortNumbersAndTimes() {
    let numbers = [0.04, 9.96, 99.4, 1234, 45_600, 6.1e6, 2e9, 1e30].map(shortNumber)
    #expect(numbers == ["0.0", "10", "99", "1.2k", "46k", "6.1M", "2.0G", "99999G"])
    #expect([0.2, 75, 3600, 1e12].map(clockTime) == ["0:01", "1:15", "1:00:00", "99:59:59"])
  }
}
