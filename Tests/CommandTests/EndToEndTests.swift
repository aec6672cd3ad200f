import Foundation
import TestSupport
import Testing

/// From a table to predictions for another one, as a user goes.
@Suite struct EndToEndTests {
  private struct Case: CustomTestStringConvertible {
    let name: String
    let label: String
    let accuracy: Double
    var testDescription: String { name }

    static let all = [
      Case(name: "iris", label: "species", accuracy: 0.9),
      Case(name: "digits", label: "digit", accuracy: 0.95),
    ]
  }

  @Test(arguments: Case.all) private func predictsTheClassesOfNewRows(_ data: Case) throws {
    let folder = try Folder()
    try folder.copyTable("\(data.name)-train.csv", as: "train.csv")
    try folder.copyTable("\(data.name)-test.csv", as: "test.csv")
    try folder.succeed("mlp-train train.csv --label \(data.label) -o run.h5")
    try folder.succeed("mlp-export run.h5 -o model.h5")
    let infer = "mlp-infer model.h5 test.csv"
    let rows = try folder.succeed(infer).lines.map { $0.split(separator: ",").map(String.init) }
    let metrics = try folder.succeed("\(infer) --evaluate --label \(data.label) --json").json()

    let table = try folder.text(of: "test.csv").split(separator: "\n")
    let expected = table.dropFirst().compactMap { $0.split(separator: ",").last.map(String.init) }
    let classes = Set(expected).sorted()
    #expect(rows[0] == ["class"] + classes)
    #expect(rows.count == table.count)
    var correct = 0
    for (row, expected) in zip(rows.dropFirst(), expected) {
      let probabilities = row.dropFirst().compactMap(Double.init)
      #expect(probabilities.count == classes.count)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
      #expect(probabilities.max() == classes.firstIndex(of: row[0]).map { probabilities[$0] })
      if row[0] == expected { correct += 1 }
    }
    let accuracy = Double(correct) / Double(expected.count)
    #expect(accuracy >= data.accuracy)
    #expect(abs(try #require(metrics["accuracy"] as? Double) - accuracy) < 1e-12)
    #expect(metrics["rows"] as? Int == expected.count)
    #expect(metrics["labels"] as? [String] == classes)
  }

  /// y = 2a - b, give or take 0.05: labels with a standard deviation of 6.5, noise with one of 0.03.
  @Test(arguments: [("--hidden none --optimizer sgd", 0.04), ("--hidden 16 --lr 0.01", 0.25)])
  func predictsNumbers(options: String, rmse: Double) throws {
    let folder = try Folder()
    for (seed, name) in [(1, "train.csv"), (2, "test.csv")] {
      var generator = SplitMix64(seed: UInt64(seed))
      let rows = (0..<400).map { _ in
        let a = Double.random(in: 0...10, using: &generator)
        let b = Double.random(in: -5...5, using: &generator)
        let noise = Double.random(in: -0.05...0.05, using: &generator)
        return "\(a),\(b),\(2 * a - b + noise)\n"
      }
      try folder.write("a,b,y\n" + rows.joined(), to: name)
    }
    try folder.succeed("mlp-train train.csv --label y --task regress \(options) -o run.h5")
    try folder.succeed("mlp-export run.h5 -o model.h5")
    let infer = "mlp-infer model.h5 test.csv"
    let rows = try folder.succeed(infer).lines
    let metrics = try folder.succeed("\(infer) --evaluate --label y --json").json()
    #expect(rows[0] == "y")
    #expect(rows.dropFirst().compactMap(Double.init).count == 400)
    #expect(try #require(metrics["rmse"] as? Double) < rmse)
    #expect(try #require(metrics["r2"] as? Double) > 0.998)
  }
}
