import CTestSupport
import MLPRuntime
import Testing

/// A host that flushes subnormals to zero and rounds toward zero gets the same bits, and keeps what
/// it set.
@Suite struct FloatControlTests {
  @Test(arguments: [1, 2]) func ofTheHostChangesNothing(threads: Int) throws {
    let calls = try Calls(Session(Calls.model(), threads: threads))
    try calls.make()
    let expected = calls.results
    let word = mlp_test_spoil_float_control()
    defer { mlp_test_set_float_control(word) }
    let spoilt = mlp_test_float_control()
    try calls.make()
    let kept = mlp_test_float_control()
    mlp_test_set_float_control(word)
    #expect(spoilt != word)
    #expect(kept == spoilt)
    #expect(calls.results == expected)
  }
}
