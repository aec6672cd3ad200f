#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A lock, and a way for who holds it to wait until another holder has changed something.
@safe final class Monitor: @unchecked Sendable {
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

  /// Calls `body` while no other thread does.
  func locked<R>(_ body: () throws -> R) rethrows -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets others have the lock until one wakes this thread; inside ``locked(_:)`` only.
  func wait() { unsafe pthread_cond_wait(changed, mutex) }

  /// Wakes the threads that wait.
  func wakeAll() { unsafe pthread_cond_broadcast(changed) }
}
