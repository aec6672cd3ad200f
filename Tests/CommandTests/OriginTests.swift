import Foundation
import TestSupport
import Testing

/// Tables whose numbers lie close together far from 0 are learned, scored and judged as well as others.
@Suite struct OriginTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.copyTable("cases/far_from_0.csv", as: "t.csv")
    try folder.copyTable("cases/target_off.csv", as: "y.csv")
  }

  private func r2(_ model: String, _ table: String = "t.csv") throws -> Double {
    let found = try folder.succeed("mlp-infer \(model) \(table) --evaluate --label y --json").json()
    return try #require(found["r2"] as? Double)
  }

  /// In float32 the seconds of a minute are one number, and R² was 0.00.
  @Test func featuresFarFromZeroAreLearned() throws {
    try folder.succeed("mlp-train t.csv --label y --epochs 60 --lr 0.01 -o run.h5")
    try folder.succeed("mlp-export run.h5 -o model.h5")
    #expect(try r2("model.h5") > 0.995)
    let features = try #require(
      try folder.succeed("mlp-infer model.h5 --describe --json").json()["features"]
        as? [[String: Any]])
    #expect(features.map { $0["origin"] as? Double } == [1_700_000_030, 0, 5_300_000, 0])
    let text = try folder.succeed("mlp-infer model.h5 --describe").text
    #expect(text.contains("time_s      17000000"))
    #expect(text.contains("(x - 1700000030.0"))
    // The rows the model was trained on are at home there.
    let verdicts = try folder.succeed("mlp-infer model.h5 t.csv --verdict").lines.dropFirst()
    #expect(verdicts.count { $0.hasSuffix(",ok") } > 380)
  }

  /// From a file, a pipe, a cache and a resumed run: the same bytes.
  @Test func everyWayGivesTheSameModel() throws {
    let train = "--label y --epochs 4"
    try folder.succeed("mlp-train t.csv \(train) -o a.h5")
    try folder.succeed("mlp-train - \(train) -o b.h5", input: folder.text(of: "t.csv"))
    try folder.succeed("mlp-train t.csv \(train) --cache . -o c.h5")
    try folder.succeed("mlp-train t.csv --label y --epochs 2 -o d.h5")
    try folder.succeed("mlp-train t.csv --resume d.h5 --epochs 4 -o d.h5")
    let expected = try folder.bytes(of: "a.h5")
    for name in ["b.h5", "c.h5", "d.h5"] { #expect(try folder.bytes(of: name) == expected) }
  }

  /// The answers are 128 apart, and every sum on the way to one is rounded so.
  @Test func aCoarseTargetIsValidatedByWhatTheModelAnswers() throws {
    let rows = (0..<300).map { i in
      let (a, b) = (Double(i % 17) / 8 - 1, Double(i % 23) / 11 - 1)
      return "\(a),\(b),\(1_700_000_000 + 150 * a + 40 * b)\n"
    }
    try folder.write("a,b,y\n" + rows.joined(), to: "coarse.csv")
    let line = "mlp-train coarse.csv --label y --valid coarse.csv --epochs 5 -o run.h5 --json"
    let best = try #require(try folder.succeed(line).json()["best"] as? [String: Any])
    let loss = try #require(best["validation_loss"] as? Double)
    #expect(abs(2 * loss - (1 - (try r2("run.h5", "coarse.csv")))) < 1e-5)
  }

  /// What the run says of a validation table is what `--evaluate` finds on it.
  @Test func aValidationTableIsReadAsTheModelReadsIt() throws {
    try folder.succeed(
      "mlp-train t.csv --label y --epochs 60 --lr 0.01 --valid t.csv --target-scale none -o run.h5")
    let found = try folder.succeed("mlp-infer run.h5 --describe --json").json()
    let facts = try #require(found["provenance"] as? [String: Any])
    let loss = try #require(facts["validation_loss"] as? Double)
    let judged = try folder.succeed("mlp-infer run.h5 t.csv --evaluate --label y --json").json()
    let rmse = try #require(judged["rmse"] as? Double)
    #expect(abs(loss - rmse * rmse / 2) <= 1e-5 * loss)
  }

  /// Zero is the raw value 0, and not the origin.
  @Test func imputedZeroIsZero() throws {
    var lines = try folder.text(of: "t.csv").split(separator: "\n").map(String.init)
    lines[3] = "," + lines[3].split(separator: ",").dropFirst().joined(separator: ",")
    try folder.write(lines.joined(separator: "\n") + "\n", to: "gap.csv")
    try folder.succeed("mlp-train gap.csv --label y --epochs 1 --impute zero -o run.h5")
    #expect(try folder.succeed("mlp-infer run.h5 --describe").text.contains("missing: 0.0"))
  }

  /// Targets of 1.7e9 ± 1.7 are judged in double precision, and the run says that float32 answers cannot
  /// tell them apart, in its losses too.
  @Test func targetsFarFromZeroAreJudged() throws {
    let ending = try folder.succeed("mlp-train y.csv --label y --epochs 20 -o run.h5")
    #expect(ending.errors.contains("answers in float32, where numbers are 128.0 apart"))
    let judged = try folder.succeed("mlp-infer run.h5 y.csv --evaluate --label y --json").json()
    let rmse = try #require(judged["rmse"] as? Double)
    #expect(1.6...1.8 ~= rmse)
    #expect(abs(try r2("run.h5", "y.csv")) < 0.05)
    let found = try folder.succeed("mlp-infer run.h5 --describe --json").json()
    let facts = try #require(found["provenance"] as? [String: Any])
    // Half of the variance: the model answers the mean.
    #expect(0.3...0.8 ~= (try #require(facts["validation_loss"] as? Double)))
  }
}
