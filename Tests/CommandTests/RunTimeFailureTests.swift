import Foundation
import TestSupport
import Testing

/// What goes wrong though command line, data and model are right: exit code 1; and the metric gate.
@Suite struct RunTimeFailureTests {
  private static let unknownTier = [
    "mlp-infer model.h5 test.csv", "mlp-infer model.h5 --describe", "mlp-train train.csv -o old.h5",
    // Noticed before the table is read.
    "mlp-train missing.csv -o old.h5",
  ].map {
    BadInput(
      name: "unknown tier", line: $0, code: 1,
      says: ["MLP_KERNEL_TIER: found \"sse\", expected one that this CPU runs: scalar"],
      environment: ["MLP_KERNEL_TIER": "sse"])
  }

  /// Found before training, too: not a line of an epoch comes out.
  private static let unwritable = [
    "mlp-train train.csv --log - -o", "mlp-export run.h5 -o", "mlp-infer model.h5 test.csv -o",
  ].flatMap { line in
    [
      BadInput(
        name: "output in a missing folder", line: "\(line) no/where", code: 1,
        says: ["no/where", "No such file or directory"]),
      BadInput(
        name: "output in place of a folder", line: "\(line) folder", code: 1,
        says: ["folder: found a directory, expected a regular file or none"]
      ) { folder in
        try FileManager.default.createDirectory(
          atPath: folder / "folder", withIntermediateDirectories: false)
      },
    ]
  }

  /// A model is read back, which a stream cannot be; nobody waits for a reader of the pipe.
  private static let streams = ["mlp-train train.csv --log - -o", "mlp-export run.h5 -o"].flatMap {
    line in
    [
      BadInput(
        name: "model to a pipe", line: "\(line) pipe", code: 1,
        says: ["pipe: found a pipe, expected a regular file or none"]
      ) { folder in mkfifo(folder / "pipe", 0o600) },
      BadInput(
        name: "model to a device", line: "\(line) /dev/full", code: 1,
        says: ["/dev/full: found a device, expected a regular file or none"]),
    ]
  }

  private static let divergence = [
    BadInput(
      name: "loss that is no number",
      line: "mlp-train train.csv --optimizer sgd --lr 1e30 --log - -o old.h5", code: 1,
      says: ["training diverged in epoch 1, step 2: the loss is nan", "a learning rate ten times"])
  ]

  @Test(arguments: unknownTier + unwritable + streams + divergence)
  func leavesEverythingAsItWas(_ input: BadInput) throws { try input.check() }

  @Test func aMissedMetricIsReportedBesideTheMetrics() throws {
    let folder = try Folder.withIris()
    let line = "mlp-infer model.h5 test.csv --evaluate --label species"
    let expected = try folder.succeed("\(line) --min-accuracy 0.1").text
    let ending = try folder.run("\(line) --min-accuracy 1")
    #expect(ending.status == 5)
    #expect(ending.text == expected)
    #expect(ending.errors.hasPrefix("mlp-infer: error: accuracy: found 0."))
    #expect(ending.errors.hasSuffix(", expected at least 1.0\n"))
  }
}
