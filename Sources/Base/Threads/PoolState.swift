#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What the threads of a pool share.
///
/// Every variable is read and written under `lock` alone.
@safe final class PoolState: @unchecked Sendable {
  private let lock = ThreadLock()
  private var body: ((Int) -> Void)?
  private var next = 0
  private var count = 0
  private var unfinished = 0
  private var stopping = false
  private var helpers: [pthread_t] = []

  /// Starts up to `helpers` threads; with none, work stays on the caller.
  init(helpers: Int) {
    for _ in 0..<helpers {
      var thread = pthread_t()
      let this = unsafe Unmanaged.passRetained(self)
      let failure = unsafe pthread_create(
        &thread, nil,
        { argument in
          guard let argument = unsafe argument else { return nil }
          unsafe Unmanaged<PoolState>.fromOpaque(argument).takeRetainedValue().serve()
          return nil
        }, this.toOpaque())
      guard failure == 0 else {
        unsafe this.release()
        return
      }
      self.helpers.append(thread)
    }
  }

  /// Ends the threads and waits for them.
  func stop() {
    lock.locked {
      stopping = true
      lock.wakeWorkers()
    }
    for thread in helpers { pthread_join(thread, nil) }
  }

  /// Calls `body(i)` for i in 0..<`count` on the helpers and the caller; returns when all are done.
  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    lock.locked {
      self.body = body
      next = 0
      self.count = count
      unfinished = count
      lock.wakeWorkers()
      takeIndices()
      while unfinished > 0 { lock.waitUntilDone() }
      self.body = nil
    }
  }

  /// Takes one index after another until none is left.
  ///
  /// Called with the lock held.
  private func takeIndices() {
    while next < count, let body {
      let index = next
      next += 1
      lock.unlocked { body(index) }
      unfinished -= 1
      if unfinished == 0 { lock.wakeCaller() }
    }
  }

  private func serve() {
    lock.locked {
      while !stopping {
        takeIndices()
        if !stopping, next >= count { lock.waitForWork() }
      }
    }
  }
}
