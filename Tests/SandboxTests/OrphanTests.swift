import CSandbox
import Foundation
import Testing

/// What becomes of a sandboxed process whose starter goes away.
@Suite struct OrphanTests {
  /// The kernel tells of a thread's end as of a process's, which a test can bring about.
  @Test func endsWithTheThreadThatStartedIt() async throws {
    let sleeper: pid_t = await withCheckedContinuation { next in
      Thread {
        var child = mlp_sandbox_child()
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
        let code = mlp_sandbox_start("/bin/sleep", &words, 1 << 30, 600, &child)
        for word in words { free(word) }
        // Before that it may not have asked to be told yet.
        for _ in 0..<300_000 where name(of: child.process) != "sleep\n" { usleep(1000) }
        next.resume(returning: code == 0 ? child.process : -1)
      }.start()
    }
    try #require(sleeper > 0)
    defer { kill(sleeper, SIGKILL) }
    var status: Int32 = 0
    for _ in 0..<300_000 where waitpid(sleeper, &status, WNOHANG) == 0 {
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(status & 0x7F == SIGKILL)
  }
}

/// The program that a process runs; nil where there is no such process.
private func name(of process: pid_t) -> String? {
  try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
}
