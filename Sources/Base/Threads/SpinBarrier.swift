import CThreads
import Synchronization

/// Where threads of one call of ``WorkerPool/run(_:_:)`` wait for each other.
///
/// None goes on before all have come. It looks without ever sleeping, for work of microseconds between
/// two meetings. Only for as many parts as ``WorkerPool/startedThreads``, or the first would wait for
/// ones that never come.
public final class SpinBarrier: Sendable {
  private let parts: Int
  private let arrived = Atomic(0)
  private let meeting = Atomic(0)

  /// A barrier for `parts` threads.
  public init(parts: Int) {
    self.parts = parts
  }

  /// Returns when all parts have called it once more.
  public func wait() {
    let current = meeting.load(ordering: .relaxed)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == parts {
      arrived.store(0, ordering: .relaxed)
      meeting.store(current &+ 1, ordering: .releasing)
    } else {
      while meeting.load(ordering: .acquiring) == current { mlp_spin_pause() }
    }
  }
}
