import CThreads
import Reserve

/// Threads that wait for work: they start at the first parallel call, and once.
///
/// One caller at a time: a pool belongs to a session or a trainer, which are not shared between
/// threads. After a fork the child has none of the threads; the pool notices and starts its own.
public final class WorkerPool {
  /// The number of threads that work, the caller's own among them.
  public let threads: Int

  /// Where nobody waits for anybody.
  private static let alone = SpinBarrier(parts: 1)

  private var state: PoolState?
  private var forks: Int32 = 0

  /// A pool of `threads` threads (at least 1).
  ///
  /// Starts none yet.
  public init(threads: Int) {
    self.threads = max(1, threads)
  }

  /// Calls `body(i)` once for each i in 0..<`count`, on up to `threads` threads, and returns when
  /// all have returned.
  ///
  /// Which thread runs which i is not determined: results must not depend on it.
  public func run(_ count: Int, _ body: (Int) -> Void) {
    guard threads > 1, count > 1, let state = started() else {
      for i in 0..<max(0, count) { body(i) }
      return
    }
    withoutActuallyEscaping(body) { state.run(count, $0) }
  }

  /// Calls `body(part, barrier)` for each part in 0..<`parts`, each on a thread of its own and all at
  /// the same time, so that parts may wait for each other; returns when all have returned.
  ///
  /// There are no more parts than ``threads``, and fewer where the system gave fewer: `barrier.parts`
  /// tells.
  public func runTogether(_ parts: Int, _ body: (_ part: Int, _ barrier: SpinBarrier) -> Void) {
    guard threads > 1, parts > 1, let state = started() else { return body(0, Self.alone) }
    let barrier = state.barrier(of: parts)
    withoutActuallyEscaping(body) { body in
      state.run(barrier.parts) { body($0, barrier) }
    }
  }

  deinit {
    // In a forked child the threads do not exist, so there is nothing to wait for.
    if let state, forks == mlp_fork_count() { state.stop() }
  }

  /// The threads; nil where the system has no memory for them, so that the caller works alone this time.
  private func started() -> PoolState? {
    if let state, forks == mlp_fork_count() { return state }
    let reserve = ReserveWatch()
    let new = PoolState(helpers: threads - 1)
    guard !reserve.isUsed else {
      new.stop()
      return nil
    }
    state = new
    forks = mlp_fork_count()
    return new
  }
}
