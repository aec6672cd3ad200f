import TestSupport
import Testing

/// Columns that are missing in all rows, or in all rows that are learned from.
@Suite struct EmptyColumnTests {
  private static let options = "--label y --impute mean --hidden 4"
  private static let leftOut =
    "mlp-train: t.csv: column \"k\" (#2) has no value in any row and is left out\n"
  private static let noEffect =
    "mlp-train: warning: t.csv: the input \"rare\" has no value in any training row, and so no effect on "
    + "the model; leave it out with --ignore rare\n"

  private static func folder(_ table: String) throws -> Folder {
    let folder = try Folder()
    try folder.copyTable("cases/\(table)", as: "t.csv")
    return folder
  }

  /// Whatever the seed, in memory and in a file, at the first go and resumed.
  @Test func aColumnWithoutAValueIsNoInput() throws {
    let folder = try Self.folder("allmissing_col.csv")
    for seed in 1...4 {
      let line = "mlp-train t.csv \(Self.options) --epochs 2 --seed \(seed)"
      let ending = try folder.succeed("\(line) -o run.h5")
      #expect(ending.errors.hasPrefix(Self.leftOut))
      let plan = try folder.succeed("\(line) --dry-run --json")
      #expect(plan.errors == Self.leftOut)
      #expect(try plan.json()["features"] as? [String] == ["a", "b"])
    }
    let line = "mlp-train t.csv \(Self.options)"
    try folder.succeed("\(line) --epochs 2 -o run.h5")
    try folder.succeed("\(line) --epochs 2 --cache . -o cached.h5")
    #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "cached.h5"))
    try folder.succeed("\(line) --epochs 4 -o long.h5")
    try folder.succeed("mlp-train t.csv --resume run.h5 --epochs 4 -o run.h5")
    #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "long.h5"))
    try folder.succeed("mlp-train t.csv \(Self.options) --epochs 2 --categorical k -o text.h5")
    #expect(
      try folder.succeed("mlp-infer text.h5 t.csv").text
        == folder.succeed("mlp-infer cached.h5 t.csv").text)
    try folder.write("a,b\n1,2\n", to: "other.csv")
    try folder.succeed("mlp-infer run.h5 other.csv")
  }

  /// More than a fact of the model can name.
  @Test func manyColumnsWithoutAValue() throws {
    let folder = try Folder()
    let names = (0..<7000).map { "column_\($0)" }.joined(separator: ",")
    let gaps = String(repeating: ",", count: 7000)
    try folder.write(
      "a,\(names),y\n" + (0..<20).map { "\($0)\(gaps),\($0 % 2)\n" }.joined(), to: "t.csv")
    try folder.succeed("mlp-train t.csv \(Self.options) --epochs 2 -o run.h5")
    try folder.succeed("mlp-train t.csv --resume run.h5 --epochs 3 -o run.h5")
  }

  /// Its only value is in a training row with seed 1 and set apart for validation with seed 3.
  @Test func aColumnWithValuesInValidationRowsAloneHasNoEffect() throws {
    let folder = try Self.folder("sparsecol.csv")
    func rows(_ seed: Int) throws -> [Substring] {
      let line = "mlp-train t.csv \(Self.options) --epochs 2 --seed \(seed)"
      let ending = try folder.succeed("\(line) -o run.h5")
      #expect(ending.errors.contains(Self.noEffect) == (seed == 3))
      #expect(
        try folder.succeed("\(line) --dry-run --json").json()["features"] as? [String]
          == ["a", "rare", "b"])
      try folder.succeed("\(line) --cache . -o cached.h5")
      #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "cached.h5"))
      try folder.succeed("mlp-infer run.h5 t.csv --evaluate --label y")
      try folder.write("a,rare,b\n1,,2\n1,5,2\n1,1e30,2\n", to: "rows.csv")
      try folder.succeed("mlp-export run.h5 -o model.h5")
      return try folder.succeed("mlp-infer model.h5 rows.csv").text.split(separator: "\n")
    }
    let trained = try rows(1)
    #expect(trained[1] == trained[2])  // Its mean.
    #expect(trained[1] != trained[3])
    let untrained = try rows(3)
    #expect(untrained[1] == untrained[2])
    #expect(untrained[1] == untrained[3])
  }

  /// Without names columns are found by their places, so that the model takes the table it learned from.
  @Test func aColumnWithoutANameStays() throws {
    let folder = try Self.folder("allmissing_col.csv")
    let rows = try folder.text(of: "t.csv").split(separator: "\n").dropFirst()
    try folder.write(rows.joined(separator: "\n") + "\n", to: "rows.csv")
    let numbers: [[Double]] = rows.map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).map {
        $0 == "no" ? 0 : $0 == "yes" ? 1 : Double($0) ?? .nan
      }
    }
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(numbers.count), 4), }\n"
    try folder.write(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
        + numbers.joined().flatMap { number in
          (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
        }, to: "rows.npy")
    for line in [
      "rows.csv --no-header --label #4", "rows.csv --no-header --label #4 --categorical #2",
      "rows.npy --label #4",
    ] {
      let train = "mlp-train \(line) --task classify --impute mean"
      let ending = try folder.succeed("\(train) --epochs 2 -o run.h5")
      #expect(
        ending.errors.contains(
          ": the input \"#2\" has no value in any training row, and so no effect on the model\n"))
      let table = line.split(separator: " ")[0]
      let header = line.contains("header") ? "--no-header" : ""
      let found = try folder.succeed(
        "mlp-infer run.h5 \(table) \(header) --evaluate --label #4 --json")
      #expect(try found.json()["rows"] as? Int == 60)
      try folder.succeed("\(train) --epochs 3 -o long.h5")
      try folder.succeed("mlp-train \(table) \(header) --resume run.h5 --epochs 3 -o run.h5")
      #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "long.h5"))
    }
  }
}
