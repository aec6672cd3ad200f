import CSandbox
import Foundation
import TestSupport
import Testing

/// What a process can still do that has confined itself: a forked child, which has one thread.
@Suite struct ConfinementTests {
  /// Confines the child; the limits and the parent's signal are for who starts a sandboxed process.
  ///
  /// - Returns: the errors of the other parts.
  private func confine() -> [Int] {
    var errors = [CInt](repeating: 99, count: Int(MLP_SANDBOX_PART_COUNT))
    mlp_sandbox_confine(&errors)
    return [
      MLP_SANDBOX_DESCRIPTORS, MLP_SANDBOX_PRIVILEGES, MLP_SANDBOX_LANDLOCK, MLP_SANDBOX_FILTER,
    ].map { Int(errors[Int($0.rawValue)]) }
  }

  @Test func nothingCanBeOpenedOrStarted() throws {
    let parent = getpid()
    let end = try inChild {
      let errors = confine()
      // A file, a socket, a signal to somebody else, another descriptor, another process, another program.
      let refused = [
        open("/dev/null", O_RDONLY), socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0),
        kill(parent, 0), dup(0), unlink("/no/file") == 0 || errno != EPERM ? 1 : -1,
        posix_spawn(nil, "/bin/true", nil, nil, [nil], [nil]) == 0 ? 1 : -1,
      ]
      return errors + refused.map(Int.init)
    }
    #expect(end == ChildEnd(values: [0, 0, 0, 0] + [Int](repeating: -1, count: 6)))
  }

  /// Memory it can have, none that is executable.
  @Test func memoryIsForNumbers() throws {
    let end = try inChild {
      _ = confine()
      guard let memory = malloc(64 << 20) else { return [1] }
      memset(memory, 1, 64 << 20)
      free(memory)
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
      let plain = mmap(nil, 4096, PROT_READ | PROT_WRITE, flags, -1, 0)
      let executable = mmap(nil, 4096, PROT_READ | PROT_EXEC, flags, -1, 0)
      return [plain == MAP_FAILED ? 2 : 0, executable == MAP_FAILED ? 0 : 3]
    }
    #expect(end == ChildEnd(values: [0, 0]))
  }

  /// What the process had open, and in its environment, it has no more.
  @Test func nothingIsLeftOver() throws {
    let end = try inChild {
      let file = open("/dev/null", O_WRONLY)
      setenv("SECRET", "1", 1)
      _ = confine()
      return [
        file > 2 ? 0 : 1, write(file, "x", 1) < 0 && errno == EBADF ? 0 : 2,
        getenv("SECRET") == nil ? 0 : 3,
      ]
    }
    #expect(end == ChildEnd(values: [0, 0, 0]))
  }
}
