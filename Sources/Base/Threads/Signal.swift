import CThreads
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A number that one thread sets and another waits for: awake for a moment, then asleep.
///
/// Waking a sleeping thread costs about 10 µs, so who expects an answer soon looks for it instead.
@safe final class Signal: @unchecked Sendable {
  private let value = Atomic(0)
  private let isAsleep = Atomic(false)
  // POSIX objects must not move, so each has an allocation of its own.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(changed)
    unsafe mutex.deallocate()
    unsafe changed.deallocate()
  }

  /// Sets the number and wakes who waits.
  func set(_ new: Int) {
    value.store(new, ordering: .sequentiallyConsistent)
    wake()
  }

  /// Takes one off the number, and wakes who waits where none is left.
  func countDown() {
    if value.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { wake() }
  }

  /// Returns the number as soon as it is not `old`.
  func wait(whileEqual old: Int) -> Int { wait { $0 != old } }

  /// Returns as soon as the number is 0.
  func waitForZero() { _ = wait { $0 == 0 } }

  private func wait(_ isReady: (Int) -> Bool) -> Int {
    for _ in 0..<Self.spins {
      let found = value.load(ordering: .acquiring)
      if isReady(found) { return found }
      mlp_spin_pause()
    }
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    defer { isAsleep.store(false, ordering: .relaxed) }
    while true {
      let found = value.load(ordering: .sequentiallyConsistent)
      if isReady(found) { return found }
      unsafe pthread_cond_wait(changed, mutex)
    }
  }

  private func wake() {
    // Either the waiter sees the new number, or this sees that it sleeps: both are sequentially
    // consistent, number before sleep on one side and sleep before number on the other.
    guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
    unsafe pthread_mutex_lock(mutex)
    unsafe pthread_cond_signal(changed)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Looks before sleep: a few tens of microseconds.
  private static let spins = 1000
}
