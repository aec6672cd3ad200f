import Foundation
import TestSupport
import Testing

/// Tables that memory does not hold: the same result from a file.
@Suite struct CacheTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test(arguments: [
    "", "--valid test.csv", "--label petal_width_cm --ignore species --task regress",
    "--scale minmax --threads 2",
  ])
  func givesTheSameFile(options: String) throws {
    let train = "mlp-train train.csv --epochs 3 \(options)"
    try folder.succeed("\(train) -o a.h5")
    let names = folder.names
    try folder.succeed("\(train) -o a.h5 --cache .")
    #expect(folder.names == names)
    let threads = options.contains("--threads") ? "" : "--threads 1"
    try folder.succeed("\(train) -o b.h5 --cache . \(threads)")
    #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
    try folder.succeed("mlp-train train.csv --resume a.h5 --epochs 5 -o a.h5 \(resumed(options))")
    try folder.succeed(
      "mlp-train train.csv --resume b.h5 --epochs 5 -o b.h5 --cache . \(resumed(options))")
    #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
  }

  /// A table is not recorded in a checkpoint, because a path tells of its machine.
  private func resumed(_ options: String) -> String {
    options.hasPrefix("--valid ") ? options : ""
  }

  /// Columns of text and such as have an origin are set in rows whose numbers may be in the file already.
  @Test func takesALongTableOfValidationRows() throws {
    let rows = (0..<20_000).map { i in
      "\(1_700_000_000 + Double(i % 500) / 8),\(i % 3 == 0 ? "red" : "blue"),\(i % 7)\n"
    }
    try folder.write("time,colour,y\n" + rows.joined(), to: "long.csv")
    let train =
      "mlp-train long.csv --valid long.csv --categorical colour --hidden none --epochs 1"
    try folder.succeed("\(train) -o a.h5")
    try folder.succeed("\(train) -o b.h5 --cache .")
    #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
  }

  /// 32 MB of features where 30 MB of memory may be written to: not without the cache.
  @Test func needsNoMemoryForFeatures() throws {
    let row = (0..<400).map { "\($0 % 10)" }.joined(separator: ",")
    let header = (0..<400).map { "x\($0)" }.joined(separator: ",")
    let rows = (0..<20_000).map { "\(row),\($0 % 2 == 0 ? "even" : "odd")\n" }
    try folder.write("\(header),y\n" + rows.joined(), to: "wide.csv")
    let program = try #require(Bundle.main.executableURL).deletingLastPathComponent()
      .appending(path: "mlp-train").path
    func isTrained(_ options: String) throws -> Bool {
      let settings = "--hidden 4 --epochs 1 --batch-size 128 --threads 1 -q \(options)"
      var words: [String] = ["--data=30000000", program, folder / "wide.csv"]
      words += settings.split(separator: " ").map(String.init)
      words += ["-o", folder / "wide.h5"]
      return (try? output(of: "prlimit", words)) != nil
    }
    #expect(try isTrained("--cache \(folder)"))
    #expect(try !isTrained(""))
  }

  @Test func aFolderThatCannotBeUsed() throws {
    try BadInput(
      name: "", line: "mlp-train train.csv -o old.h5 --cache nowhere", code: 1,
      says: ["--cache: nowhere: cannot open it: No such file or directory"]
    ).check()
  }
}
