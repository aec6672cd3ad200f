import Foundation
import TestSupport
import Testing

/// `mlp-export A --compare B --on DATA`, held against what `mlp-infer` says of each model.
@Suite struct CompareTests {
  private static let features = [
    "sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm",
  ]

  /// Iris, and `other.h5`: a model trained otherwise, with its inputs in another order.
  private static let files = Result {
    let folder = try Folder.withIris()
    let features = Self.features.reversed().joined(separator: ",")
    try folder.succeed(
      "mlp-train train.csv --label species --features \(features) --hidden 8 --lr 0.02 --epochs 30 -o other.h5"
    )
    try folder.copyTable("iris.csv", as: "iris.csv")
    try folder.write("1,2,3,4\n", to: "rows.csv")
    try folder.write(Self.features.joined(separator: ",") + "\n", to: "empty.csv")
    return folder
  }

  private func predictions(_ model: String, _ folder: Folder) throws -> [[String]] {
    try folder.succeed("mlp-infer \(model) iris.csv").lines.dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  @Test func saysWhatTheModelsSayDifferently() throws {
    let folder = try Self.files.get()
    let (a, b) = (try predictions("model.h5", folder), try predictions("other.h5", folder))
    let found = try folder.succeed(
      "mlp-export model.h5 --compare other.h5 --on iris.csv --json --list 1000"
    ).json()
    let changed = a.indices.filter { a[$0][0] != b[$0][0] }
    #expect(changed.count > 2)
    #expect(found["rows"] as? Int == 150)
    #expect(found["changed"] as? Int == changed.count)
    let rows = try #require(found["changed_rows"] as? [[String: Any]])
    #expect(rows.map { $0["row"] as? Int } == changed.map { $0 + 1 })
    #expect(rows.map { $0["line"] as? Int } == changed.map { $0 + 2 })
    #expect(rows.map { $0["before"] as? [String] } == changed.map { [a[$0][0]] })
    #expect(rows.map { $0["after"] as? [String] } == changed.map { [b[$0][0]] })
    for entry in try #require(found["classes"] as? [[String: Any]]) {
      let name = entry["class"] as? String
      #expect(entry["before"] as? Int == a.count { $0[0] == name })
      #expect(entry["after"] as? Int == b.count { $0[0] == name })
    }
    let shift = try #require(found["largest_shift"] as? [String: Any])
    let (before, after) = (shift["before"] as? Double ?? 0, shift["after"] as? Double ?? 0)
    var largest = 0.0
    for (x, y) in zip(a.joined(), b.joined()) {
      if let x = Double(x), let y = Double(y) { largest = max(largest, abs(x - y)) }
    }
    #expect(abs(abs(before - after) - largest) < 1e-6)
  }

  @Test func aTableWithoutNamesHasTheFeaturesAlone() throws {
    let folder = try Folder()
    let rows = (1...30).map { "\($0),\($0 % 7),\($0 % 2)\n" }
    try folder.write(rows.joined(), to: "rows.csv")
    try folder.write(rows.map { "\($0.dropLast(3))\n" }.joined(), to: "features.csv")
    try folder.succeed("mlp-train rows.csv --no-header --epochs 2 -o run.h5")
    let count = "rows.csv: found 3 columns, expected 2, one for each feature of the model"
    for (command, advice) in [
      ("mlp-export run.h5 --compare run.h5 --on", "give a table of these alone"),
      ("mlp-infer run.h5", "give --label if one of them is the label"),
    ] {
      try folder.succeed("\(command) features.csv --no-header")
      let refused = try folder.run("\(command) rows.csv --no-header")
      #expect(refused.status == 3)
      #expect(refused.errors.contains("\(count); \(advice)\n"))
    }
    try folder.succeed("mlp-infer run.h5 rows.csv --no-header --label #3")
  }

  @Test func theListIsBounded() throws {
    let folder = try Self.files.get()
    let line = "mlp-export model.h5 --compare other.h5 --on iris.csv"
    let text = try folder.succeed("\(line) --list 2").lines
    let start = try #require(text.firstIndex(of: "changed rows, the first 2"))
    #expect(text[start...].count == 4)
    #expect(text.contains { $0.hasPrefix("changed") && $0.hasSuffix("%)") })
    #expect(try folder.succeed("\(line) --list 0").text.contains("changed rows") == false)
  }

  @Test func aBoundOnChangesIsAGate() throws {
    let folder = try Self.files.get()
    let line = "mlp-export model.h5 --compare other.h5 --on iris.csv --max-changed"
    let ending = try folder.run("\(line) 0")
    #expect(ending.status == 5)
    #expect(ending.text.contains("changed rows"))
    #expect(ending.errors.contains("of 150, expected at most 0"))
    try folder.succeed("\(line) 150")
  }

  @Test func aModelDoesNotDifferFromItself() throws {
    let folder = try Self.files.get()
    let text = try folder.succeed("mlp-export run.h5 --compare model.h5 --on iris.csv").text
    #expect(text.contains("changed        0 rows (0.00 %)"))
    #expect(text.contains("none: every probability is the same"))
  }

  @Test func numbers() throws {
    let folder = try Folder()
    let rows = (0..<40).map { "\($0),\(2 * $0 % 7)\n" }.joined()
    try folder.write("x,y\n" + rows, to: "data.csv")
    for seed in [1, 2] {
      try folder.succeed(
        "mlp-train data.csv --label y --task regress --epochs 5 --seed \(seed) -o m\(seed).h5")
    }
    let values = try [1, 2].map {
      try folder.succeed("mlp-infer m\($0).h5 data.csv").lines.dropFirst().compactMap { Double($0) }
    }
    let found = try folder.succeed("mlp-export m1.h5 --compare m2.h5 --on data.csv --json").json()
    let output = try #require((found["outputs"] as? [[String: Any]])?.first)
    let differences = zip(values[0], values[1]).map { abs($0 - $1) }
    let largest = output["largest"] as? [String: Any]
    #expect(abs((largest?["difference"] as? Double ?? 0) - (differences.max() ?? 1)) < 1e-5)
    #expect(
      abs((output["mean"] as? Double ?? 0) - differences.reduce(0, +) / 40) < 1e-5)
    #expect(try folder.succeed("mlp-export m1.h5 --compare m2.h5 --on data.csv").lines.count == 7)
    #expect(
      try folder.run("mlp-export m1.h5 --compare m2.h5 --on data.csv --max-changed 1").status == 2)
  }

  @Test(arguments: [
    ("model.h5 --compare other.h5", 2, "--compare needs --on DATA"),
    ("model.h5 --on iris.csv -o x.h5", 2, "--on needs --compare"),
    ("model.h5 --compare other.h5 --on iris.csv -o x.h5", 2, "--output: --compare writes no model"),
    ("model.h5 --compare none.h5 --on iris.csv", 4, "none.h5: "),
    ("model.h5 --compare other.h5 --on none.csv", 3, "none.csv: "),
    (
      "model.h5 --compare other.h5 --on rows.csv --no-header", 3,
      "the models have the same inputs in another order"
    ),
    ("model.h5 --compare other.h5 --on empty.csv", 3, "empty.csv: found no rows"),
    ("model.h5 --compare model.h5 --on iris.csv --classes a,b,c", 4, "the first alone"),
  ]) func refusesInALine(_ line: String, status: Int, says: String) throws {
    let folder = try Self.files.get()
    let ending = try folder.run("mlp-export \(line)")
    #expect(ending.status == Int32(status))
    #expect(ending.text.isEmpty)
    #expect(ending.errors.contains(says), "\(ending.errors)")
  }
}
