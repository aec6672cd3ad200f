import CSandbox
import Foundation
import Testing

/// What a process can still do that has confined itself.
@Suite struct ConfinementTests {
  @Test func nothingCanBeOpenedOrStarted() async {
    await #expect(processExitsWith: .success) {
      let parent = getppid()
      guard mlp_sandbox_confine() else { exit(1) }
      // A file, a socket, a signal to somebody else, another process, another program.
      guard open("/dev/null", O_RDONLY) < 0, socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0,
        kill(parent, 0) < 0, dup(0) < 0
      else { exit(2) }
      var process: pid_t = 0
      guard posix_spawn(&process, "/bin/true", nil, nil, [nil], [nil]) != 0 else { exit(3) }
      // Memory it can have.
      guard let memory = malloc(64 << 20) else { exit(4) }
      memset(memory, 1, 64 << 20)
      free(memory)
      _exit(0)
    }
  }
}
