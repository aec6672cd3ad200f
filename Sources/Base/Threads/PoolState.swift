import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The threads of a pool and the work they are at.
///
/// `body` and `count` are written while every helper waits for its call and read after it, so they
/// need no lock; indices are handed out by `next`.
@safe final class PoolState: @unchecked Sendable {
  private var body: ((Int) -> Void)?
  private var count = 0
  private var turn = 0
  private let next = Atomic(0)
  private let unfinished = Signal()
  private var calls: [Signal] = []
  private var helpers: [pthread_t] = []

  private var barrier = SpinBarrier(parts: 1)

  /// For `parts` threads, or as many as could be started, the caller among them.
  func barrier(of parts: Int) -> SpinBarrier {
    let parts = min(parts, helpers.count + 1)
    if barrier.parts != parts { barrier = SpinBarrier(parts: parts) }
    return barrier
  }

  /// The turn that tells a helper to end.
  private static let end = -1

  /// Starts up to `helpers` threads; with none, work stays on the caller.
  init(helpers: Int) {
    for _ in 0..<helpers {
      var thread = pthread_t()
      let call = Signal()
      let helper = unsafe Unmanaged.passRetained(Helper(pool: self, call: call))
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          guard let argument = unsafe argument else { return nil }
          unsafe Unmanaged<Helper>.fromOpaque(argument).takeRetainedValue().serve()
          return nil
        }, helper.toOpaque())
      guard failure == 0 else {
        unsafe helper.release()
        return
      }
      self.helpers.append(thread)
      calls.append(call)
    }
  }

  /// Ends the threads and waits for them.
  func stop() {
    for call in calls { call.set(Self.end) }
    for thread in helpers { pthread_join(thread, nil) }
  }

  /// Calls `body(i)` for i in 0..<`count` on the helpers and the caller; returns when all are done.
  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    let called = min(calls.count, count - 1)
    self.body = body
    self.count = count
    turn += 1
    next.store(0, ordering: .relaxed)
    unfinished.set(called)
    for call in calls.prefix(called) { call.set(turn) }
    takeIndices()
    unfinished.waitForZero()
    self.body = nil
  }

  private func takeIndices() {
    guard let body else { return }
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }

  /// A thread of the pool: waits for its call, works, says that it is done.
  private final class Helper {
    let pool: PoolState
    let call: Signal

    init(pool: PoolState, call: Signal) {
      self.pool = pool
      self.call = call
    }

    func serve() {
      var turn = 0
      while true {
        turn = call.wait(whileEqual: turn)
        guard turn != PoolState.end else { return }
        pool.takeIndices()
        pool.unfinished.countDown()
      }
    }
  }
}
