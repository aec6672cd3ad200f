import CTestSupport
import MLPRuntime
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What calls of a session that is warm ask of the system: nothing, and of several threads no more
/// than to wake each other.
@Suite(.serialized) struct SteadyCallTests {
  /// Allocations, releases and locks in `work`, which runs in a process of its own after a first
  /// run that does not count; a system call ends the process.
  func calls(mayWait: Bool = false, in work: () throws -> Void) throws -> ChildEnd {
    try work()
    return try inChild {
      try work()
      guard mlp_test_forbid_system_calls(mayWait) else { return [] }
      mlp_test_start_counting()
      try work()
      let found = mlp_test_stop_counting()
      return [found.allocations, found.releases, found.locks]
    }
  }

  @Test func oneThreadAsksForNothing() throws {
    let calls = try Calls(Session(Calls.model()))
    let found = try self.calls { for _ in 0..<70 { try calls.make() } }
    #expect(found == ChildEnd(values: [0, 0, 0]))
  }

  /// The work that threads are handed is a closure, and one around it where they wait for each other.
  @Test func severalThreadsWakeEachOther() throws {
    let calls = try Calls(Session(Calls.model(), threads: 2))
    let rounds = 20
    let found = try self.calls(mayWait: true) {
      for _ in 0..<rounds { try calls.make() }
    }
    #expect(found.signal == nil)
    let counts = try #require(found.values.count == 3 ? found.values : nil)
    #expect(counts[0] <= 2 * rounds * Calls.count)
    #expect(counts[0] == counts[1])
  }

  // MARK: The instruments

  @Test func anAllocationIsCounted() throws {
    var kept: [Float] = []
    let found = try calls { kept = [Float](repeating: 1, count: kept.count + 100) }
    #expect(found == ChildEnd(values: [1, 1, 0]))
  }

  @Test func aLockIsCounted() throws {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    defer { mutex.deallocate() }
    pthread_mutex_init(mutex, nil)
    let found = try calls {
      pthread_mutex_lock(mutex)
      pthread_mutex_unlock(mutex)
    }
    #expect(found == ChildEnd(values: [0, 0, 1]))
  }

  @Test func aSystemCallEndsTheProcess() throws {
    for mayWait in [false, true] {
      let found = try calls(mayWait: mayWait) { _ = getppid() }
      #expect(found == ChildEnd(values: [], signal: SIGSYS))
    }
  }
}
