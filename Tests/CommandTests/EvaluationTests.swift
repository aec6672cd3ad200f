import Foundation
import MLPModel
import ModelSamples
import TestSupport
import Testing

/// What `--evaluate` prints, held against the definitions; MetricsTests hold these against scikit-learn.
@Suite struct EvaluationTests {
  private let folder: Folder

  init() throws {
    folder = try .withIris()
  }

  @Test func aClassifierIsJudged() throws {
    let table = try folder.text(of: "test.csv").split(separator: "\n").dropFirst()
    let truth = table.compactMap { $0.split(separator: ",").last.map(String.init) }
    let rows = try folder.succeed("mlp-infer model.h5 test.csv").lines.dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    let labels = ["setosa", "versicolor", "virginica"]
    func count(_ isCounted: (String, [String]) -> Bool) -> Double {
      Double(zip(truth, rows).count(where: isCounted))
    }
    let line = "mlp-infer model.h5 test.csv --evaluate --label species"
    let found = try folder.succeed("\(line) --json").json()
    #expect(found["rows"] as? Int == 30)
    #expect(found["skipped"] as? Int == 0)
    let accuracy = count { $0 == $1[0] } / 30
    #expect(found["accuracy"] as? Double == accuracy)
    let losses = zip(truth, rows).compactMap { label, row in
      labels.firstIndex(of: label).flatMap { Double(row[$0 + 1]) }.map { -log($0) }
    }
    #expect(abs((found["log_loss"] as? Double ?? 0) - losses.reduce(0, +) / 30) < 1e-6)
    let classes = try #require(found["classes"] as? [[String: Any]])
    #expect(classes.map { $0["label"] as? String } == labels)
    var f1s: [Double] = []
    for (label, score) in zip(labels, classes) {
      let right = count { $0 == label && $1[0] == label }
      let (support, decided) = (count { truth, _ in truth == label }, count { $1[0] == label })
      #expect(score["rows"] as? Double == support)
      // Foundation does not read every number to the bit.
      #expect(decided > 0)
      #expect(abs((score["precision"] as? Double ?? .nan) - right / decided) < 1e-15)
      #expect(abs((score["recall"] as? Double ?? .nan) - right / support) < 1e-15)
      let f1 = 2 * right / (support + decided)
      #expect(abs((score["f1"] as? Double ?? .nan) - f1) < 1e-15)
      f1s.append(f1)
    }
    #expect(abs((found["macro_f1"] as? Double ?? 0) - f1s.reduce(0, +) / 3) < 1e-15)
    let text = try folder.succeed(line).text
    #expect(text.contains("accuracy  \(accuracy)\n"))
    #expect(text.contains("\nclass       rows  precision  recall  F1\nsetosa      10    "))
    #expect(try folder.succeed("\(line) --min-accuracy \(accuracy)").status == 0)
    #expect(try folder.run("\(line) --min-accuracy \(accuracy + 0.001)").status == 5)
  }

  /// A model of two inputs and a table of 60 rows with a truth for each output, and its outputs.
  private func sample(
    _ outputs: Int, last: Activation, _ task: Task, truth: (Int, Int) -> String
  ) throws -> [[Double]] {
    try folder.writeModel(
      try ModelSample.model(widths: [2, 4, outputs], last: last, task: task), to: "other.h5")
    let rows = (0..<60).map { i in
      (["\(Float(i % 7) - 3)", "\(Float(i % 11) / 2 - 3)"] + (0..<outputs).map { truth(i, $0) })
        .joined(separator: ",")
    }
    let names = ["feature 0", "feature 1"] + (0..<outputs).map { "t\($0)" }
    let table = [names.joined(separator: ",")] + rows
    try folder.write(table.joined(separator: "\n") + "\n", to: "other.csv")
    return try folder.succeed("mlp-infer other.h5 other.csv --predict proba").lines.dropFirst()
      .map { $0.split(separator: ",").compactMap { Double($0) } }
  }

  private static let line = "mlp-infer other.h5 other.csv --evaluate --label"

  @Test func eachOutputOfARegressionIsJudged() throws {
    let rows = try sample(2, last: .linear, .regression) { i, j in "\(Double(i % (j + 5)) / 4)" }
    let found = try folder.succeed("\(Self.line) t0,t1 --json").json()
    let outputs = try #require(found["outputs"] as? [[String: Any]])
    #expect(outputs.map { $0["label"] as? String } == ["label 0", "label 1"])
    for j in 0..<2 {
      let truth = (0..<60).map { Double($0 % (j + 5)) / 4 }
      let errors = zip(rows, truth).map { $0[j] - $1 }
      let squares = errors.map { $0 * $0 }.reduce(0, +)
      let mean = truth.reduce(0, +) / 60
      let deviations = truth.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      func isNear(_ name: String, _ expected: Double) -> Bool {
        abs((outputs[j][name] as? Double ?? .nan) - expected) < 1e-5 * max(1, abs(expected))
      }
      #expect(isNear("rmse", (squares / 60).squareRoot()))
      #expect(isNear("mae", errors.map { abs($0) }.reduce(0, +) / 60))
      #expect(isNear("r2", 1 - squares / deviations))
    }
    #expect(try folder.succeed("\(Self.line) t0,t1").text.hasPrefix("rows  60\n\noutput   RMSE"))
    #expect(try folder.run("\(Self.line) t0").status == 2)
    #expect(try folder.run("\(Self.line) t0,t1 --min-accuracy 0.5").status == 2)
  }

  /// Columns that are called as the outputs are theirs, whatever the order on the command line.
  @Test func outputsAndColumnsOfOneNameBelongTogether() throws {
    let rows = (0..<60).map { "\($0),\($0 % 7),\(3 * $0),\($0 % 7 - 5)" }
    try folder.write("a,b,p,q\n" + rows.joined(separator: "\n") + "\n", to: "pq.csv")
    try folder.succeed("mlp-train pq.csv --label p,q --task regress --epochs 2 -o pq.h5")
    let line = "mlp-infer pq.h5 pq.csv --evaluate --json --label"
    #expect(try folder.succeed("\(line) q,p").text == folder.succeed("\(line) p,q").text)
    // Other names are in the model's order.
    #expect(try folder.succeed("\(line) p,b").text != folder.succeed("\(line) b,p").text)
  }

  @Test func labelsThatEachApplyOrNotAreJudged() throws {
    let rows = try sample(3, last: .sigmoid, .multiLabel) { i, j in i % (j + 2) == 0 ? "1" : "0" }
    let found = try folder.succeed("\(Self.line) t0,t1,t2 --json").json()
    let truth = (0..<60).map { i in (0..<3).map { i % ($0 + 2) == 0 } }
    let decided = rows.map { $0.map { $0 > 0.5 } }
    let accuracy = Double(zip(truth, decided).count { $0 == $1 }) / 60
    #expect(found["accuracy"] as? Double == accuracy)
    let losses = zip(truth, rows).flatMap { zip($0, $1).map { -log($0 ? $1 : 1 - $1) } }
    #expect(abs((found["log_loss"] as? Double ?? 0) - losses.reduce(0, +) / 180) < 1e-5)
    let classes = try #require(found["classes"] as? [[String: Any]])
    for (j, score) in classes.enumerated() {
      let right = Double(zip(truth, decided).count { $0[j] && $1[j] })
      let support = Double(truth.count { $0[j] })
      #expect(score["rows"] as? Double == support)
      #expect(score["recall"] as? Double == right / support)
      let all = support + Double(decided.count { $0[j] })
      #expect(score["f1"] as? Double == 2 * right / all)
    }
    #expect(classes.count == 3)
    let gate = "\(Self.line) t0,t1,t2 --min-accuracy"
    #expect(try folder.run("\(gate) \(accuracy)").status == 0)
    #expect(try folder.run("\(gate) \(accuracy + 0.01)").status == 5)
    let strict = try folder.succeed("\(Self.line) t0,t1,t2 --threshold 1 --json").json()
    #expect(
      (strict["classes"] as? [[String: Any]])?.compactMap { $0["recall"] as? Double } == [0, 0, 0])
  }

  @Test func aTruthThatIsNoneIsABadRow() throws {
    _ = try sample(3, last: .sigmoid, .multiLabel) { i, j in i == 7 && j == 1 ? "2" : "0" }
    let ending = try folder.run("\(Self.line) t0,t1,t2")
    #expect(ending.status == 3)
    #expect(
      ending.errors.contains(
        "other.csv:9: column \"t1\" (#4): found \"2\", expected one of the labels \"0\", \"1\""))
    let rest = try folder.succeed("\(Self.line) t0,t1,t2 --on-error skip --json").json()
    #expect(rest["rows"] as? Int == 59)
    #expect(rest["skipped"] as? Int == 1)
  }

  @Test(arguments: ["--format jsonl", "--verdict", "--top-k 2", "--flush"])
  func whatIsForRowsIsRefused(options: String) throws {
    let line = "mlp-infer model.h5 test.csv --evaluate --label species \(options)"
    #expect(try folder.run(line).status == 2)
  }
}
