import TestSupport
import Testing

/// Identifiers that slip in among the inputs.
@Suite struct CountingColumnTests {
  private func messages(_ id: (Int) -> String, rows: Int = 40, _ options: String = "") throws
    -> String
  {
    let folder = try Folder()
    let lines = (0..<rows).map { "\(id($0)),\($0 % 7),\($0 % 2)\n" }
    try folder.write("id,x,y\n" + lines.joined(), to: "table.csv")
    return try folder.succeed("mlp-train table.csv --epochs 1 -q -o run.h5\(options)").errors
  }

  @Test(arguments: [0, 1, -3, 16_777_000]) func anInputThatCountsTheRows(first: Int) throws {
    #expect(
      try messages { "\(first + $0)" }
        == "mlp-train: warning: table.csv: found an input that counts the rows, \"id\"; if it is "
        + "no measurement leave it out with --ignore id\n")
  }

  /// The places are those of the table, not of the inputs among themselves.
  @Test func ofATableWithoutNames() throws {
    let folder = try Folder()
    try folder.write((1...40).map { "\($0 % 2),\($0 % 7),\($0)\n" }.joined(), to: "table.csv")
    let errors = try folder.succeed(
      "mlp-train table.csv --no-header --label #1 --epochs 1 -q -o run.h5"
    ).errors
    #expect(
      errors.hasSuffix(
        "the rows, \"#3\"; if it is no measurement leave it out with --ignore '#3'\n"))
  }

  @Test func inputsThatDoNot() throws {
    #expect(try messages { "\($0 == 39 ? 0 : $0)" } == "")
    #expect(try messages { "\(Float($0) + 0.5)" } == "")
    #expect(try messages({ "\($0)" }, rows: 19) == "")
    #expect(try messages({ "\($0)" }, " --ignore id") == "")
    // An only input is meant to be one.
    #expect(try messages({ "\($0)" }, " --features id") == "")
  }
}
