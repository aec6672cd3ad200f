import MLPKernels
import TestSupport
import Testing

/// Neither the batch nor the threads nor the instruction set changes a byte, and the seed decides.
@Suite struct SameBytesTests {
  /// The value of `MLP_KERNEL_TIER` for each instruction set of this CPU.
  private static let tiers = KernelTier.allCases.filter(\.isAvailable).map {
    ["MLP_KERNEL_TIER": $0.name]
  }

  @Test(arguments: ["all", "logits"])
  func predictionsDependOnTheRowAlone(kind: String) throws {
    let folder = try Folder()
    try folder.copyTable("digits-train.csv", as: "train.csv")
    try folder.copyTable("digits-test.csv", as: "test.csv")
    try folder.succeed(
      "mlp-train train.csv --epochs 2 --hidden 50,20 --activation silu,tanh -o model.h5")
    let infer = "mlp-infer model.h5 test.csv --predict \(kind)"
    let expected = try folder.succeed(infer).text
    for tier in Self.tiers {
      for threads in [1, 2, 4] {
        for batch in [1, 7, 1024] {
          let line = "\(infer) --threads \(threads) --batch-size \(batch)"
          let found = try folder.succeed(line, environment: tier).text
          #expect(found == expected, "\(line) with \(tier)")
        }
      }
    }
  }

  @Test func trainingDependsOnTheSeedAlone() throws {
    let folder = try Folder()
    try folder.copyTable("digits-train.csv", as: "train.csv")
    let train = "mlp-train train.csv --epochs 2 --hidden 50,20 -o run.h5"
    func trained(
      _ options: String, environment: [String: String] = [:], input: String = ""
    ) throws -> [UInt8] {
      try folder.succeed(
        "\(train) \(options)", environment: environment, input: input)
      return try folder.bytes(of: "run.h5")
    }
    let expected = try trained("--seed 7")
    #expect(try trained("--seed 7") == expected)
    #expect(try trained("--seed 8") != expected)
    for tier in Self.tiers {
      for threads in [1, 2] {
        let found = try trained("--seed 7 --threads \(threads)", environment: tier)
        #expect(found == expected, "\(threads) threads with \(tier)")
      }
    }
    // Nor on where the output goes and how the run is watched.
    #expect(try trained("--seed 7 --log log.jsonl --checkpoint-every 1 --json") == expected)
  }

  @Test func everySettingGivesTheSameBytesEverywhere() throws {
    let folder = try Folder()
    try folder.copyTable("digits-train.csv", as: "train.csv")
    let train =
      "mlp-train train.csv --epochs 2 --hidden 150,40 --dropout 0.25 --label-smoothing 0.1 "
      + "--class-weight balanced --sample-weight pixel_0_3 --optimizer adamw --clip 0.5 "
      + "--lr-schedule cosine --warmup-steps 20 --batch-size 128 -o run.h5"
    var found: [[UInt8]] = []
    for tier in Self.tiers {
      for threads in [1, 2, 3] {
        try folder.succeed("\(train) --threads \(threads)", environment: tier)
        found.append(try folder.bytes(of: "run.h5"))
      }
    }
    #expect(found.allSatisfy { $0 == found[0] })
  }

  @Test func tablesFromAPipeTrainTheSame() throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-train train.csv --epochs 2 -o a.h5")
    try folder.succeed(
      "mlp-train - --epochs 2 -o b.h5", input: try folder.text(of: "train.csv"))
    #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
  }

  @Test(arguments: tiers) func exportsAreTheSame(tier: [String: String]) throws {
    let folder = try Folder.withIris()
    try folder.succeed("mlp-export run.h5 -o again.h5", environment: tier)
    #expect(try folder.bytes(of: "again.h5") == folder.bytes(of: "model.h5"))
    try folder.succeed("mlp-export model.h5 -o again.h5", environment: tier)
    #expect(try folder.bytes(of: "again.h5") == folder.bytes(of: "model.h5"))
  }
}
