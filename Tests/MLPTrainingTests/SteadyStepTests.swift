import CTestSupport
import TestSupport
import Testing

@testable import MLPTraining

#if DEBUG
private let isOptimized = false
#else
private let isOptimized = true
#endif

/// What steps ask of the system once they are warm: nothing, and on several threads no more than the closures that
/// these are handed.
@Suite(.enabled(if: isOptimized, "only optimized code allocates nothing")) struct SteadyStepTests {
  static let configurations: [TrainingConfiguration] = [
    ReproducibilityTests.configuration, ReproducibilityTests.everything,
    configuration(.binaryCrossEntropy), configuration(.huber(delta: 1)),
  ]

  private static func configuration(_ loss: Loss) -> TrainingConfiguration {
    var configuration = ReproducibilityTests.configuration
    configuration.loss = loss
    return configuration
  }

  /// Allocations in three steps of an epoch's middle. In a process of its own, because other tests allocate too.
  func allocations(_ configuration: TrainingConfiguration, threads: Int) throws -> ChildEnd {
    let table = try makeTable(rows: 380, features: 30, outputs: 5, loss: configuration.loss)
    let trainer = try Trainer(configuration, training: table.allRows, threads: threads)
    _ = try trainer.trainEpoch()
    return try inChild {
      var found = mlp_test_calls()
      _ = try trainer.trainEpoch { report in
        if report.step == 2 { mlp_test_start_counting() }
        if report.step == 5 { found = mlp_test_stop_counting() }
        return true
      }
      return [found.allocations, found.releases]
    }
  }

  @Test(arguments: configurations) func oneThreadAllocatesNothing(
    _ configuration: TrainingConfiguration
  )
    throws
  {
    #expect(try allocations(configuration, threads: 1) == ChildEnd(values: [0, 0]))
  }

  @Test(arguments: configurations) func severalThreadsAreHandedClosures(
    _ configuration: TrainingConfiguration
  ) throws {
    let found = try allocations(configuration, threads: 2)
    let counts = try #require(found.values.count == 2 ? found.values : nil)
    // With a limit for gradients threads meet twice in a step.
    let meetings = configuration.gradientLimit == nil ? 3 : 6
    #expect(counts[0] <= 2 * meetings)
    #expect(counts[0] == counts[1])
  }
}
