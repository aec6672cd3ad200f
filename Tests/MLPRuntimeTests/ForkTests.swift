import MLPRuntime
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A process that forks: sessions work on in the child and in the parent, with the same bits.
@Suite(.serialized) struct ForkTests {
  /// How many of three rounds gave other results than `expected`.
  static func differences(_ calls: Calls, from expected: [UInt32]) throws -> Int {
    try (0..<3).count { _ in
      try calls.make()
      return calls.results != expected
    }
  }

  /// - Parameter pause: µs before the fork: 0 finds the pool awake, the other asleep.
  @Test(arguments: [1, 2, 3], [0, 20_000] as [UInt32])
  func theChildPredictsToo(threads: Int, pause: UInt32) throws {
    let model = try Calls.model()
    let alone = try Calls(Session(model))
    try alone.make()
    let expected = alone.results
    let calls = try Calls(Session(model, threads: threads))
    #expect(try Self.differences(calls, from: expected) == 0)
    for _ in 0..<2 {
      usleep(pause)
      let end = try inChild {
        let inherited = try Self.differences(calls, from: expected)
        let fresh = try Calls(Session(model, threads: threads))
        return [inherited, try Self.differences(fresh, from: expected)]
      }
      #expect(end == ChildEnd(values: [0, 0]))
      #expect(try Self.differences(calls, from: expected) == 0, "in the parent, after the fork")
    }
  }

  /// The threads that a session waits for at its end are not there in a child.
  @Test func theChildLetsGoOfASession() throws {
    let model = try Calls.model()
    var calls: Calls? = try Calls(Session(model, threads: 2))
    try calls?.make()
    let before = try inChild {
      calls = nil
      return [1]
    }
    #expect(before == ChildEnd(values: [1]))
    let after = try inChild {
      try calls?.make()
      calls = nil
      return [1]
    }
    #expect(after == ChildEnd(values: [1]))
    try calls?.make()
  }

  @Test func aGrandchildPredictsToo() throws {
    let calls = try Calls(Session(Calls.model(), threads: 2))
    try calls.make()
    let expected = calls.results
    let end = try inChild {
      let child = try Self.differences(calls, from: expected)
      let grandchild = try inChild { [try Self.differences(calls, from: expected)] }
      return [child, grandchild == ChildEnd(values: [0]) ? 0 : 1]
    }
    #expect(end == ChildEnd(values: [0, 0]))
  }
}
