import CThreads
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where the threads of ``WorkerPool/runTogether(_:)`` wait for each other.
///
/// None goes on before all have come. It looks without sleeping, for work of microseconds between
/// two meetings.
public final class SpinBarrier: Sendable {
  /// The threads that meet.
  public let parts: Int
  private let arrived = Atomic(0)
  private let meeting = Atomic(0)

  /// Who still waits after some tens of microseconds may hold the CPU that another part needs.
  private static let looksBeforeYielding = 500

  init(parts: Int) {
    self.parts = parts
  }

  /// Returns when all parts have called it once more.
  public func wait() {
    guard parts > 1 else { return }
    let current = meeting.load(ordering: .relaxed)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == parts {
      arrived.store(0, ordering: .relaxed)
      meeting.store(current &+ 1, ordering: .releasing)
    } else {
      var looks = 0
      while meeting.load(ordering: .acquiring) == current {
        looks += 1
        if looks > Self.looksBeforeYielding { sched_yield() } else { mlp_spin_pause() }
      }
    }
  }
}
