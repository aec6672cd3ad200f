import CTestSupport
import Foundation

/// How a forked child came to its end.
public struct ChildEnd: Equatable, Sendable {
  /// What its work returned; empty where it did not come so far.
  public let values: [Int]
  /// The signal that ended it: SIGALRM where it took too long, SIGSYS for a forbidden system call.
  public let signal: Int32?

  /// The end of a child that returned `values`.
  public init(values: [Int], signal: Int32? = nil) {
    self.values = values
    self.signal = signal
  }
}

/// Calls `work` in a forked child, which ends after it, and gets back what it returned (at most 64
/// numbers).
///
/// Of this process's threads the child has only the caller's. Locks that the others held stay locked
/// there: do the same work here before, so that nothing is done in the child for the first time.
public func inChild(limit seconds: UInt32 = 60, _ work: () throws -> [Int]) throws -> ChildEnd {
  // Memory of both, because the child may have given up system calls.
  let size = 65 * MemoryLayout<Int>.stride
  let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else { throw ForkFailed(error: errno) }
  defer { munmap(memory, size) }
  let shared = UnsafeMutableBufferPointer(
    start: memory.assumingMemoryBound(to: Int.self), count: 65)
  let child = mlp_test_fork(seconds)
  guard child >= 0 else { throw ForkFailed(error: errno) }
  if child == 0 {
    if let values = try? work() {
      for (i, value) in values.prefix(64).enumerated() { shared[i + 1] = value }
      shared[0] = min(values.count, 64)
    }
    _exit(0)
  }
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0, errno == EINTR {}
  let signal = status & 0x7F
  return ChildEnd(values: Array(shared[1..<(1 + shared[0])]), signal: signal == 0 ? nil : signal)
}

/// The system made no process, or no memory to share with it.
public struct ForkFailed: Error {
  let error: Int32
}
