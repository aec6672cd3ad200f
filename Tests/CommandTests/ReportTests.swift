import Foundation
import TestSupport
import Testing

/// What the commands tell of a run, a model and its quality, for people and for programs.
@Suite struct ReportTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test func trainingSumsUp() throws {
    let ending = try folder.succeed(
      "mlp-train train.csv --epochs 3 -o new.h5 --json --log log.jsonl")
    #expect(ending.errors.isEmpty)
    let summary = try ending.json()
    #expect(summary["output"] as? String == "new.h5")
    #expect(summary["epochs"] as? Int == 3)
    #expect(summary["training_rows"] as? Int == 108)
    #expect(summary["validation_rows"] as? Int == 12)
    #expect(try #require(summary["best"] as? [String: Any])["validation_loss"] is Double)

    let lines = try folder.text(of: "log.jsonl").split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(lines.map { $0["epoch"] as? Int } == [1, 2, 3, nil])
    #expect(lines.dropLast().allSatisfy { $0["loss"] is Double && $0["accuracy"] is Double })
    #expect(lines.last?["end"] as? String == "done")
    #expect(lines.last?["epochs"] as? Int == 3)
    let fields = try String(
      decoding: TestSupport.bytes(at: repository("Sources/Commands/mlp-train/README.md")),
      as: UTF8.self)
    for field in Set(lines.flatMap(\.keys)) { #expect(fields.contains("`\(field)`"), "\(field)") }
  }

  @Test func exportSumsUp() throws {
    let summary = try folder.succeed("mlp-export run.h5 -o new.h5 --json").json()
    #expect(summary["output"] as? String == "new.h5")
    #expect(summary["bytes"] as? Int == (try folder.bytes(of: "new.h5").count))
    let about = try folder.succeed("mlp-infer new.h5 --describe --json").json()
    #expect(summary["identity"] as? String == about["identity"] as? String)
  }

  @Test func describeTellsWhatTheModelIs() throws {
    let about = try folder.succeed("mlp-infer model.h5 --describe --json").json()
    #expect(about["task"] as? String == "classification")
    #expect(about["labels"] as? [String] == ["setosa", "versicolor", "virginica"])
    #expect(about["parameters"] as? Int == 4 * 64 + 64 + 64 * 3 + 3)
    #expect(about["verification_rows_passed"] as? Int == 16)
    #expect((about["features"] as? [[String: Any]])?.first?["name"] as? String == "sepal_length_cm")
    #expect((about["layers"] as? [[String: Any]])?.last?["activation"] as? String == "softmax")
    #expect((about["provenance"] as? [String: Any])?["seed"] as? Int == 1)

    let text = try folder.succeed("mlp-infer model.h5 --describe").text
    for part in ["515 parameters", "  1  64 -> 3  softmax  195 parameters", "  1  versicolor\n"] {
      #expect(text.contains(part))
    }
    #expect(text.contains(try #require(about["identity"] as? String)))
  }

  @Test func everyFactIsOneOfTheSchemas() throws {
    let schema = String(
      decoding: try TestSupport.bytes(at: repository("Sources/Format/MLPSchema/SCHEMA.md")),
      as: UTF8.self)
    try folder.succeed(
      "mlp-train train.csv --epochs 3 --patience 2 --optimizer sgd -o new.h5")
    for file in ["model.h5", "new.h5"] {
      let about = try folder.succeed("mlp-infer \(file) --describe --json").json()
      let facts = try #require(about["provenance"] as? [String: Any])
      #expect(facts.count > 10)
      for key in facts.keys { #expect(schema.contains("`\(key)`"), "\(key)") }
    }
  }

  @Test func evaluationTellsHowGoodItIs() throws {
    let line = "mlp-infer model.h5 test.csv --evaluate --label species"
    let metrics = try folder.succeed("\(line) --json").json()
    let confusion = try #require(metrics["confusion"] as? [[Int]])
    #expect(confusion.map { $0.reduce(0, +) } == [10, 10, 10])
    let right = (0..<3).map { confusion[$0][$0] }.reduce(0, +)
    #expect(abs(try #require(metrics["accuracy"] as? Double) - Double(right) / 30) < 1e-12)
    #expect(try #require(metrics["log_loss"] as? Double) > 0)

    let text = try folder.succeed(line).text
    #expect(text.hasPrefix("rows      30\naccuracy  "))
    #expect(text.contains("true class down, predicted class across\n"))
  }

  @Test func benchTellsHowFastItIs() throws {
    let timing = try folder.succeed("mlp-infer model.h5 --bench --batch 8 --json").json()
    #expect(timing["batch"] as? Int == 8)
    for what in ["rows_per_second", "read_seconds", "prepare_seconds", "first_row_seconds"] {
      #expect(try #require(timing[what] as? Double) > 0)
    }
    let text = try folder.succeed("mlp-infer model.h5 --bench --batch 8").text
    #expect(text.contains("\nloaded in "))
  }

  @Test func exportLeavesOutAndAddsWhatItIsTold() throws {
    try folder.succeed(
      "mlp-export run.h5 -o new.h5 --meta licence=CC0 --meta seed=none --no-ranges "
        + "--verification-rows 0")
    let about = try folder.succeed("mlp-infer new.h5 --describe --json").json()
    let facts = try #require(about["provenance"] as? [String: Any])
    #expect(facts["licence"] as? String == "CC0")
    #expect(facts["seed"] as? String == "none")
    #expect(about["verification_rows_passed"] is NSNull)
    let features = try #require(about["features"] as? [[String: Any]])
    #expect(features.allSatisfy { $0["minimum"] is NSNull && $0["maximum"] is NSNull })
  }
}
