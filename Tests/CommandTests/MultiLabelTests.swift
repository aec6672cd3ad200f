import Foundation
import TestSupport
import Testing

/// Several label columns: labels that apply or not, and several numbers.
@Suite struct MultiLabelTests {
  private let folder: Folder

  /// Digits, told by what is true of them.
  init() throws {
    folder = try Folder()
    for part in ["train", "test"] {
      try folder.copyTable("digits-\(part).csv", as: "digits.csv")
      var lines = try folder.text(of: "digits.csv").split(separator: "\n").map(String.init)
      for i in lines.indices {
        let end = try #require(lines[i].lastIndex(of: ","))
        guard let digit = Int(lines[i][lines[i].index(after: end)...]) else {
          lines[i] = lines[i][..<end] + ",even,large,prime"
          continue
        }
        let facts = [digit.isMultiple(of: 2), digit > 4, [2, 3, 5, 7].contains(digit)]
        lines[i] = lines[i][..<end] + facts.map { $0 ? ",1" : ",0" }.joined()
      }
      try folder.write(lines.joined(separator: "\n") + "\n", to: "\(part).csv")
    }
  }

  private static let train = "mlp-train train.csv --label even,large,prime"

  /// The numbers of a table, row by row, without its header.
  private func rows(_ text: String) -> [[Double]] {
    text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
  }

  @Test func labelsThatApplyAreLearned() throws {
    let summary = try folder.succeed("\(Self.train) --epochs 15 -o run.h5 --json").json()
    let best = try #require(summary["best"] as? [String: Any])
    #expect(try #require(best["validation_accuracy"] as? Double) > 0.95)
    #expect(summary["calibration_error"] is Double)
    let about = try folder.succeed("mlp-infer run.h5 --describe --json").json()
    #expect(about["task"] as? String == "multi_label")
    #expect(about["labels"] as? [String] == ["even", "large", "prime"])
    #expect((about["layers"] as? [[String: Any]])?.last?["activation"] as? String == "sigmoid")

    let found = rows(try folder.succeed("mlp-infer run.h5 test.csv --predict proba").text)
    let expected = rows(try folder.text(of: "test.csv")).map { $0.suffix(3) }
    #expect(found.count == expected.count)
    let pairs = zip(found, expected).flatMap { zip($0, $1) }
    #expect(pairs.count == 3 * expected.count)
    let right = pairs.count { ($0 > 0.5) == ($1 == 1) }
    #expect(Double(right) > 0.95 * Double(pairs.count))

    let score = try folder.succeed(
      "mlp-infer run.h5 test.csv --evaluate --label even,large,prime --json"
    ).json()
    let whole = zip(found, expected).count { p, t in
      zip(p, t).allSatisfy { ($0 > 0.5) == ($1 == 1) }
    }
    let accuracy = try #require(score["accuracy"] as? Double)
    #expect(abs(accuracy - Double(whole) / Double(found.count)) < 1e-12)
  }

  @Test(arguments: [
    "", "--class-weight", "--task regress", "--label-smoothing 0.1 --dropout 0.2",
    "--calibrate none",
    "--task regress --loss binary_cross_entropy", "--sample-weight pixel_0_3 --valid test.csv",
  ])
  func aResumedRunIsTheSame(options: String) throws {
    if options == "--class-weight" {
      let refusal = try folder.run("\(Self.train) --class-weight balanced -o run.h5")
      #expect(refusal.status == 2)
      return
    }
    try folder.succeed("\(Self.train) \(options) --epochs 5 -o whole.h5")
    try folder.succeed("\(Self.train) \(options) --epochs 2 -o part.h5")
    let table = options.hasSuffix("--valid test.csv") ? "--valid test.csv" : ""
    try folder.succeed("mlp-train train.csv --resume part.h5 --epochs 5 \(table) -o part.h5")
    #expect(try folder.bytes(of: "part.h5") == folder.bytes(of: "whole.h5"))
  }

  @Test func theReportTellsOfEachLabel() throws {
    try folder.succeed("\(Self.train) --epochs 5 -o run.h5 --report report.html")
    let html = try folder.text(of: "report.html")
    for part in [
      "<p>Labels of even,large,prime by a network 64 → 64 → 3, trained for 5 epochs.</p>",
      "<h2>Labels</h2>", "<h2>Calibration</h2>", "<th scope=\"row\">prime</th>",
      "<dt>rows with all right</dt>",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test func severalNumbersAreLearned() throws {
    try folder.write(
      "a,b,sum,difference\n"
        + (0..<300).map { (i: Int) -> String in
          let a = Double(i * 37 % 101) / 10
          let b = Double(i * 61 % 103) / 10
          return "\(a),\(b),\(a + b),\(1000 * (a - b))\n"
        }.joined(), to: "sums.csv")
    try folder.succeed(
      "mlp-train sums.csv --label sum,difference --hidden none --lr 0.05 --epochs 60 -o run.h5")
    let found = rows(
      try folder.succeed("mlp-infer run.h5 sums.csv --keep sum,difference").text)
    #expect(found.count == 300)
    let errors = found.map { (abs($0[0] - $0[2]), abs($0[1] - $0[3])) }
    #expect(errors.allSatisfy { $0.0 < 0.1 && $0.1 < 100 })
  }

  @Test func classesNeedOneColumn() throws {
    try folder.write("a,b,x,y\n1,2,cat,dog\n", to: "names.csv")
    let refusal = try folder.run("mlp-train names.csv --label x,y -o run.h5")
    #expect(refusal.status == 3)
    #expect(refusal.errors.contains("found \"cat\", expected 0 or 1, whether the label applies"))
  }
}
