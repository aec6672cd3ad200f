import Foundation
import Storage
import Testing

@testable import Sandbox

/// Programs of all kinds in place of this one, and what becomes of them.
@Suite struct SandboxTests {
  private static let limits = SandboxLimits(
    memory: 256 << 20, cpuSeconds: 600, seconds: 1200, answer: 1 << 20)

  /// Runs a script of the shell.
  private func run(
    _ script: String, request: [UInt8] = [], _ change: (inout SandboxLimits) -> Void = { _ in }
  ) throws -> [UInt8] {
    var limits = Self.limits
    change(&limits)
    let shell = Sandbox(program: "/bin/sh", arguments: ["-c", script], limits: limits)
    let answer = try shell.run(AlignedBytes(count: request.count) { $0.copy(request.span.bytes) })
    return answer.withBytes { bytes in
      (0..<bytes.byteCount).compactMap { bytes.integer(UInt8.self, at: $0) }
    }
  }

  private func text(
    _ script: String, _ change: (inout SandboxLimits) -> Void = { _ in }
  ) throws -> String {
    String(decoding: try run(script, change), as: UTF8.self)
  }

  @Test(arguments: [0, 1, 100_000, 1_000_000])
  func aRequestGoesThereAndAnAnswerComesBack(count: Int) throws {
    let request = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    #expect(try run("/bin/cat", request: request) == length + request)
  }

  @Test func anAnswerBeforeTheRequestIsReadIsTaken() throws {
    let request = [UInt8](repeating: 1, count: 5_000_000)
    #expect(try run("echo no", request: request) == [UInt8]("no\n".utf8))
  }

  @Test func aRefusalComesBackAsItIs() throws {
    #expect(throws: SandboxError.refused("wrong")) { try run("printf wrong; exit 1") }
  }

  @Test func aLongRefusalIsCut() throws {
    #expect(throws: SandboxError.refused(String(repeating: "0", count: 1024))) {
      try run("printf %010000d 0; exit 1")
    }
  }

  @Test func noMemoryAsItReportsItself() throws {
    #expect(throws: SandboxError.memory(byteCount: 256 << 20)) { try run("exit 2") }
  }

  @Test func anUnknownStatus() throws {
    #expect(throws: SandboxError.status(99)) { try run("echo partial; exit 99") }
  }

  /// Numbers and no text, because it may as well be a function that a request has taken over.
  @Test func aSystemWithoutASandbox() throws {
    let request = [UInt8](repeating: 0, count: 1_000_000)
    let filter = try #require(MissingParts(bytes: Self.noFilter))
    #expect(filter.bytes == Self.noFilter)
    let script =
      "printf '" + Self.noFilter.map { "\\\(String($0, radix: 8))" }.joined() + "'; exit 3"
    #expect(throws: SandboxError.unconfined(filter)) { try run(script, request: request) }
    for other in ["", "no sandbox", String(repeating: "\\0", count: 24)] {
      #expect(throws: SandboxError.status(3)) { try run("printf '\(other)'; exit 3") }
    }
  }

  /// No system call filter: ENOSYS; no resource limits: without effect.
  private static let noFilter: [UInt8] =
    [0, 0, 0, 0, 255, 255, 255, 255] + [UInt8](repeating: 0, count: 12) + [38, 0, 0, 0]

  @Test func partsThatAreMissingAreNamed() throws {
    let missing = try #require(MissingParts(bytes: Self.noFilter))
    #expect(
      SandboxError.unconfined(missing).description
        == "cannot be sandboxed on this system; missing: system call filter (seccomp): Function not "
        + "implemented; resource limits (setrlimit): accepted, without effect")
    #expect(SandboxError.unconfined(missing).cause == .system)
  }

  @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS])
  func aCrash(_ signal: CInt) throws {
    #expect(throws: SandboxError.crash(signal)) { try run("echo partial; kill -\(signal) $$") }
  }

  /// The process itself can send none: these are a person's or the system's.
  @Test(arguments: [SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1])
  func aSignalFromOutside(_ signal: CInt) throws {
    #expect(throws: SandboxError.killed(signal)) { try run("echo partial; kill -\(signal) $$") }
  }

  @Test(arguments: [
    (SandboxError.crash(SIGSEGV), SandboxError.Cause.request), (.status(9), .request),
    (.refused("why"), .request), (.memory(byteCount: 1), .limit), (.cpuTime(seconds: 1), .limit),
    (.time(seconds: 1), .limit), (.answerSize(limit: 1), .limit), (.killed(SIGKILL), .system),
    (.start(EAGAIN), .system),
  ]) func whatIsAtFault(error: SandboxError, cause: SandboxError.Cause) {
    #expect(error.cause == cause)
  }

  /// Past SIGXCPU the kernel kills it a second later.
  @Test func oneThatIgnoresTheLimitOfTimeIsEndedByIt() throws {
    #expect(throws: SandboxError.cpuTime(seconds: 1)) {
      try run("trap '' XCPU; while :; do :; done") {
        $0.cpuSeconds = 1
        $0.seconds = 1200
      }
    }
  }

  @Test func oneThatHangsIsEnded() throws {
    #expect(throws: SandboxError.time(seconds: 1)) {
      try run("exec /bin/sleep 300") { $0.seconds = 1 }
    }
  }

  @Test func oneThatHangsAfterItsAnswerIsEnded() throws {
    #expect(throws: SandboxError.time(seconds: 1)) {
      try run("echo x; exec <&- >&-; exec /bin/sleep 300") { $0.seconds = 1 }
    }
  }

  @Test func oneThatNeverReadsIsEnded() throws {
    #expect(throws: SandboxError.time(seconds: 1)) {
      try run("exec /bin/sleep 300", request: [UInt8](repeating: 0, count: 5_000_000)) {
        $0.seconds = 1
      }
    }
  }

  @Test func oneThatComputesForeverIsEnded() throws {
    #expect(throws: SandboxError.cpuTime(seconds: 1)) {
      try run("while :; do :; done") {
        $0.cpuSeconds = 1
        // Of the clock a second of the CPU may take minutes.
        $0.seconds = 1200
      }
    }
  }

  @Test func anEndlessAnswerIsCut() throws {
    #expect(throws: SandboxError.answerSize(limit: 1000)) {
      try run("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyy; done") { $0.answer = 1000 }
    }
  }

  @Test func anAnswerMayBeAsLongAsAllowed() throws {
    #expect(try run("printf %01000d 0") { $0.answer = 1000 }.count == 1000)
    #expect(throws: SandboxError.answerSize(limit: 999)) {
      try run("printf %01000d 0") { $0.answer = 999 }
    }
  }

  @Test func memoryIsLimited() throws {
    // 1 KiB in KiB, so that the shell itself cannot be the one that lacks it.
    #expect(try text("ulimit -v") == "\(256 << 10)\n")
    #expect(throws: (any Error).self) {
      try run("x=0123456789; while :; do x=$x$x; done") { $0.memory = 64 << 20 }
    }
  }

  @Test func nothingIsWrittenToFilesAndNoCoreDumped() throws {
    #expect(try text("ulimit -f; ulimit -c") == "0\n0\n")
  }

  @Test func theEnvironmentIsEmpty() throws {
    let entries = try text("/usr/bin/env").split(separator: "\n")
    #expect(entries.filter { !["LD_LIBRARY_PATH", "PWD"].contains($0.prefix { $0 != "=" }) } == [])
  }

  @Test func nothingElseIsOpen() throws {
    let file = try #require(fopen("/dev/null", "r"))
    defer { fclose(file) }
    // The folder itself is open while it is listed.
    #expect(try text("exec /bin/ls /proc/self/fd") == "0\n1\n2\n3\n")
  }

  @Test func whatItSaysOnStandardErrorIsNotShown() throws {
    #expect(try text("readlink /proc/self/fd/2") == "/dev/null\n")
  }

  @Test func aProgramThatIsNotThere() throws {
    let sandbox = Sandbox(program: "/no/program", arguments: [], limits: Self.limits)
    #expect(throws: SandboxError.start(ENOEXEC)) {
      try sandbox.run(AlignedBytes(count: 0) { _ in })
    }
  }

  @Test func noProcessIsLeft() throws {
    let process = try text("echo $$").trimmingCharacters(in: .newlines)
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(process)"))
  }

  @Test(arguments: [
    (SandboxError.crash(SIGSEGV), "crashed: Segmentation fault"),
    (.killed(SIGKILL), "was killed from outside: Killed"),
    (.time(seconds: 3), "needed more than the 3 s allowed"),
    (.cpuTime(seconds: 3), "needed more than the 3 s of CPU time allowed"),
    (.memory(byteCount: 5 << 20), "needed more than the 5 MiB of memory allowed"),
    (.answerSize(limit: 7), "returned more than the 7 bytes allowed"),
    (.status(9), "ended with status 9"), (.refused("why"), "why"),
    (.start(EAGAIN), "could not be started: Resource temporarily unavailable"),
  ]) func aLineForEach(error: SandboxError, line: String) { #expect(error.description == line) }
}
