import TestSupport
import Testing

/// Losses and weights from the command line to the model's answers.
@Suite struct RecipeTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  /// 200 rows of two numbers.
  private func write(_ header: String, _ row: (_ x: Double, _ y: Double) -> String) throws {
    let rows = (0..<200).map { i in
      row(Double(i * 37 % 101) / 50 - 1, Double(i * 61 % 103) / 51 - 1)
    }
    try folder.write("\(header)\n\(rows.joined(separator: "\n"))\n", to: "data.csv")
  }

  /// One sigmoid output says which of two classes it is.
  @Test func binaryCrossEntropyNamesTheClass() throws {
    try write("x,y,side") { "\($0),\($1),\($0 > $1 ? "below" : "above")" }
    try folder.succeed(
      "mlp-train data.csv --label side --loss binary_cross_entropy --hidden 16 --lr 0.01 "
        + "--epochs 40 -o run.h5")
    let answers = try folder.succeed("mlp-infer run.h5 data.csv --predict class").text
    let lines = answers.split(separator: "\n").dropFirst()
    let expected = (0..<200).map { i in
      Double(i * 37 % 101) / 50 > Double(i * 61 % 103) / 51 ? "below" : "above"
    }
    #expect(lines.count == 200)
    #expect(zip(lines, expected).count { $0 == $1 } > 190)
    #expect(try folder.succeed("mlp-infer run.h5 --describe").text.contains("sigmoid"))
  }

  /// At the default settings, however large the numbers are.
  @Test(arguments: ["", " --loss huber --huber-delta 2", " --dropout 0.05"])
  func largeNumbersAreLearned(options: String) throws {
    try write("x,y,price") { "\($0),\($1),\(1e6 + 2e5 * $0 - 1e5 * $1)" }
    try folder.succeed("mlp-train data.csv --label price --task regress\(options) -o run.h5")
    try folder.succeed("mlp-export run.h5 -o model.h5")
    let score = try folder.succeed("mlp-infer model.h5 data.csv --evaluate --label price").text
    let last = try #require(score.split(separator: "\n").last { $0.hasPrefix("R2") })
    #expect(try #require(Double(last.split(separator: " ")[1])) > 0.98)
  }

  /// Rows that count nothing might as well not be there.
  @Test func rowsWithoutWeightTeachNothing() throws {
    try write("x,w,y") { "\($0),\($1 > 0 ? 1 : 0),\($1 > 0 ? 3 * $0 : 100)" }
    try folder.succeed(
      "mlp-train data.csv --label y --task regress --sample-weight w --hidden none --lr 0.05 "
        + "--target-scale none -o run.h5")
    try folder.write("x\n0.5\n-0.25\n", to: "new.csv")
    let answers = try folder.succeed("mlp-infer run.h5 new.csv").text.split(separator: "\n")
    let found = answers.dropFirst().compactMap { Double($0) }
    #expect(found.count == 2)
    for (found, expected) in zip(found, [1.5, -0.75]) { #expect(abs(found - expected) < 0.05) }
  }
}
