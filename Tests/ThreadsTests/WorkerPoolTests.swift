import Foundation
import Synchronization
import Testing

@testable import Threads

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 4], [0, 1, 2, 3, 1000]) func runsEveryIndexOnce(threads: Int, count: Int)
  {
    let pool = WorkerPool(threads: threads)
    let seen = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<3 { pool.run(count) { i in seen.withLock { $0[i] += 1 } } }
    #expect(seen.withLock { $0 } == [Int](repeating: 3, count: count))
  }

  @Test func aBarrierLetsNobodyPassAlone() {
    let pool = WorkerPool(threads: 2)
    let rounds = 10_000
    let counts = Mutex([Int](repeating: 0, count: 2))
    let apart = Mutex(0)
    pool.runTogether(2) { part, barrier in
      for round in 1...rounds {
        counts.withLock { $0[part] = round }
        barrier.wait()
        let other = counts.withLock { $0[1 - part] }
        if other < round { apart.withLock { $0 += 1 } }
        barrier.wait()
      }
    }
    #expect(apart.withLock { $0 } == 0)
  }

  @Test func asManyMeetAsAreAskedFor() {
    let pool = WorkerPool(threads: 4)
    for wanted in [2, 4, 3, 9, 1, 0] {
      let met = Mutex<[Int]>([])
      pool.runTogether(wanted) { part, barrier in
        barrier.wait()
        met.withLock { $0.append(part) }
      }
      #expect(met.withLock { $0.sorted() } == Array(0..<max(1, min(4, wanted))))
    }
  }

  @Test func workAfterAPauseIsDoneToo() {
    let pool = WorkerPool(threads: 3)
    let done = Mutex(0)
    for _ in 0..<20 {
      pool.run(3) { _ in done.withLock { $0 += 1 } }
      usleep(2000)
    }
    #expect(done.withLock { $0 } == 60)
  }

  @Test func countsTheProcessorsOfThisProcess() {
    #expect(availableProcessors() >= 1)
  }

  @Test func readsTheCgroupQuota() {
    #expect(cgroupQuota(in: Array("150000 100000\n".utf8)) == 2)
    #expect(cgroupQuota(in: Array("50000 100000\n".utf8)) == 1)
    #expect(cgroupQuota(in: Array("max 100000\n".utf8)) == nil)
    #expect(cgroupQuota(in: Array("1 0\n".utf8)) == nil)
    #expect(cgroupQuota(in: []) == nil)
  }
}
