import CSandbox
import Foundation
import Testing

/// What a process can still do that has confined itself.
@Suite struct ConfinementTests {
  /// Confines this process; of the parts only the limits and the parent are the starter's.
  private static func isConfined() -> Bool {
    var errors = [CInt](repeating: 99, count: Int(MLP_SANDBOX_PART_COUNT))
    mlp_sandbox_confine(&errors)
    return [
      MLP_SANDBOX_DESCRIPTORS, MLP_SANDBOX_PRIVILEGES, MLP_SANDBOX_LANDLOCK, MLP_SANDBOX_FILTER,
    ].allSatisfy { errors[Int($0.rawValue)] == 0 }
  }

  @Test func nothingCanBeOpenedOrStarted() async {
    await #expect(processExitsWith: .success) {
      let parent = getppid()
      guard Self.isConfined() else { _exit(1) }
      // A file, a socket, a signal to somebody else, another process, another program.
      guard open("/dev/null", O_RDONLY) < 0, socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0,
        kill(parent, 0) < 0, dup(0) < 0
      else { _exit(2) }
      var process: pid_t = 0
      guard posix_spawn(&process, "/bin/true", nil, nil, [nil], [nil]) != 0 else { _exit(3) }
      // Memory it can have, none that is executable.
      guard let memory = malloc(64 << 20) else { _exit(4) }
      memset(memory, 1, 64 << 20)
      free(memory)
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
      guard mmap(nil, 4096, PROT_READ | PROT_EXEC, flags, -1, 0) == MAP_FAILED,
        mmap(nil, 4096, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED
      else { _exit(5) }
      _exit(0)
    }
  }

  /// What the process had open, and in its environment, it has no more.
  @Test func nothingIsLeftOver() async {
    await #expect(processExitsWith: .success) {
      let file = open("/dev/null", O_WRONLY)
      setenv("SECRET", "1", 1)
      guard Self.isConfined() else { _exit(1) }
      guard file > 2, write(file, "x", 1) < 0, errno == EBADF, getenv("SECRET") == nil else {
        _exit(2)
      }
      _exit(0)
    }
  }
}
