import Synchronization
import Testing

@testable import Threads

@Suite struct OrderedWorkTests {
  final class Desk {
    var number = 0
    var square = 0
  }

  struct Fault: Error, Equatable {
    var number: Int
  }

  /// What is given of the numbers below `count`, where all that `isBad` are thrown about at `stage`.
  func given(
    of count: Int, threads: Int, desks: Int = 5, stage: String = "",
    isBad: @escaping (Int) -> Bool = { _ in false }
  ) throws -> (given: [Int], fault: Fault?, failures: Int) {
    func check(_ number: Int, _ place: String) throws {
      if stage == place, isBad(number) { throw Fault(number: number) }
    }
    var next = 0
    var given: [Int] = []
    var failures = 0
    let busy = Mutex(Set<Int>())
    let work = OrderedWork(
      at: (0..<desks).map { _ in Desk() },
      take: { desk in
        try check(next, "take")
        guard next < count else { return false }
        desk.number = next
        next += 1
        return true
      },
      work: { desk, worker in
        let isAlone = busy.withLock { $0.insert(worker ?? -1).inserted }
        #expect(isAlone, "a worker has one piece at a time")
        // A worker goes on after a piece that it threw about.
        defer { busy.withLock { _ = $0.remove(worker ?? -1) } }
        try check(desk.number, "work")
        // Some pieces take longer, so that later ones are finished first.
        var sum = 0
        for i in 0..<(desk.number % 7 == 0 ? 20_000 : 10) { sum &+= i }
        desk.square = desk.number * desk.number + (sum < 0 ? 1 : 0)
      },
      give: { desk in
        try check(desk.number, "give")
        given.append(desk.square)
      },
      failed: { failures += 1 })
    do {
      try work.run(on: WorkerPool(threads: threads))
      return (given, nil, failures)
    } catch let fault as Fault {
      return (given, fault, failures)
    }
  }

  @Test(arguments: [1, 2, 4], [0, 1, 2, 3, 1000])
  func givesAllInOrder(threads: Int, count: Int) throws {
    for desks in [1, 2, 9] {
      let (given, fault, failures) = try given(of: count, threads: threads, desks: desks)
      #expect(given == (0..<count).map { $0 * $0 })
      #expect(fault == nil)
      #expect(failures == 0)
    }
  }

  /// The first in the order of taking, whichever thread was the first to see one.
  @Test(arguments: [1, 2, 4], ["take", "work", "give"])
  func throwsTheFirstFault(threads: Int, stage: String) throws {
    for first in [0, 1, 2, 50] {
      let (given, fault, failures) = try given(
        of: 200, threads: threads, stage: stage, isBad: { $0 >= first })
      #expect(fault == Fault(number: first))
      #expect(given == (0..<first).map { $0 * $0 })
      #expect(failures == 1)
    }
  }

  /// All before it are given when it is worked on, and none after it was taken.
  @Test(arguments: [1, 2, 4])
  func aLargePieceIsAlone(_ threads: Int) throws {
    var taken = 0
    var given: [Int] = []
    let atWork = Mutex(0)
    let work = OrderedWork(
      at: (0..<5).map { _ in Desk() },
      take: { desk in
        guard taken < 200 else { return false }
        desk.number = taken
        taken += 1
        return true
      },
      work: { desk, _ in
        let isLarge = desk.number % 9 == 4
        let others = atWork.withLock { count in
          count += 1
          return count
        }
        if isLarge { #expect(others == 1) }
        var sum = 0
        for i in 0..<20_000 { sum &+= i }
        desk.square = sum
        if isLarge { #expect(atWork.withLock { $0 } == 1) }
        atWork.withLock { $0 -= 1 }
      },
      give: { given.append($0.number) }, isLarge: { $0.number % 9 == 4 }, failed: {})
    try work.run(on: WorkerPool(threads: threads))
    #expect(given == Array(0..<200))
  }
}
