#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A mutex with the two conditions of a pool: there is work; the work is done.
///
/// POSIX objects must not move, so each has an allocation of its own.
@safe final class ThreadLock {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let work = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let done = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(work, nil)
    unsafe pthread_cond_init(done, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(work)
    unsafe pthread_cond_destroy(done)
    unsafe mutex.deallocate()
    unsafe work.deallocate()
    unsafe done.deallocate()
  }

  /// Holds the mutex during `body`.
  func locked(_ body: () -> Void) {
    unsafe pthread_mutex_lock(mutex)
    body()
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Gives the mutex away during `body`; the caller holds it before and after.
  func unlocked(_ body: () -> Void) {
    unsafe pthread_mutex_unlock(mutex)
    body()
    unsafe pthread_mutex_lock(mutex)
  }

  func wakeWorkers() { unsafe pthread_cond_broadcast(work) }
  func wakeCaller() { unsafe pthread_cond_signal(done) }
  func waitForWork() { unsafe pthread_cond_wait(work, mutex) }
  func waitUntilDone() { unsafe pthread_cond_wait(done, mutex) }
}
