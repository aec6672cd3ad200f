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

  @Test func countsTheProcessorsOfThisProcess() {
    #expect(availableProcessors() >= 1)
    #expect(affinityCount(in: Array("Name:\tx\nCpus_allowed:\t3,0000000f\nCpus".utf8)) == 6)
    #expect(affinityCount(in: []) == nil)
  }

  @Test func readsTheCgroupQuota() {
    #expect(cgroupQuota(in: Array("150000 100000\n".utf8)) == 2)
    #expect(cgroupQuota(in: Array("50000 100000\n".utf8)) == 1)
    #expect(cgroupQuota(in: Array("max 100000\n".utf8)) == nil)
    #expect(cgroupQuota(in: Array("1 0\n".utf8)) == nil)
    #expect(cgroupQuota(in: []) == nil)
  }
}
