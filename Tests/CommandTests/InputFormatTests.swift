import Foundation
import TestSupport
import Testing

/// Tables in gzip and as arrays: the same answers as from text.
@Suite struct InputFormatTests {
  /// A folder with iris, and its test table in other forms, the labels' column without its header.
  private static func folder() throws -> Folder {
    let folder = try Folder.withIris()
    for name in ["train.csv", "test.csv"] {
      _ = try output(of: "gzip", ["--keep", folder / name])
    }
    return folder
  }

  /// Runs `line` in `folder`, for a shell to read.
  private static func shell(_ line: String, in folder: Folder) throws -> String {
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    let script = "cd \(folder) && PATH=\(programs):$PATH && set -o pipefail && \(line)"
    return try output(of: "bash", ["-c", script])
  }

  @Test func gzipIsReadAsWhatItHolds() throws {
    let folder = try Self.folder()
    let expected = try folder.succeed("mlp-infer model.h5 test.csv").text
    #expect(try folder.succeed("mlp-infer model.h5 test.csv.gz").text == expected)
    // By its bytes, not by its name.
    try folder.write(folder.bytes(of: "test.csv.gz"), to: "plain.csv")
    #expect(try folder.succeed("mlp-infer model.h5 plain.csv").text == expected)
    #expect(try Self.shell("mlp-infer model.h5 < test.csv.gz", in: folder) == expected)
    #expect(try Self.shell("gzip -c9 test.csv | mlp-infer model.h5 -", in: folder) == expected)
    let members = "(head -n 7 test.csv | gzip; tail -n +8 test.csv | gzip) | mlp-infer model.h5"
    #expect(try Self.shell(members, in: folder) == expected)
    let padded = "(cat test.csv.gz; head -c 512 /dev/zero) | mlp-infer model.h5"
    #expect(try Self.shell(padded, in: folder) == expected)

    try folder.succeed("mlp-train train.csv --valid test.csv --epochs 2 -o a.h5")
    try folder.succeed("mlp-train train.csv.gz --valid test.csv.gz --epochs 2 -o b.h5")
    #expect(try folder.bytes(of: "a.h5") == folder.bytes(of: "b.h5"))
  }

  /// Larger than every buffer on the way.
  @Test func longTable() throws {
    let folder = try Self.folder()
    let rows = try folder.text(of: "test.csv").split(separator: "\n")
    let long = [String](repeating: rows.dropFirst().joined(separator: "\n"), count: 2000)
    try folder.write("\(rows[0])\n\(long.joined(separator: "\n"))\n", to: "long.csv")
    let expected = try folder.succeed("mlp-infer model.h5 long.csv").text
    #expect(expected.count { $0 == "\n" } == 60_001)
    for threads in 1...2 {
      let line = "gzip -c1 long.csv | mlp-infer model.h5 - --threads \(threads)"
      #expect(try Self.shell(line, in: folder) == expected)
    }
  }

  /// Rows of float32 in C order, as NumPy's `save` writes them.
  private static func array(_ rows: [[Float]]) -> [UInt8] {
    let text =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows.count), \(rows[0].count)), }"
    let padded = text + String(repeating: " ", count: 118 - 1 - text.utf8.count) + "\n"
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    return magic + Array(padded.utf8)
      + rows.joined().flatMap { number in
        (0..<4).map { UInt8(number.bitPattern >> (8 * $0) & 0xFF) }
      }
  }

  /// The numbers of `test.csv`, and the class as a number.
  private static func rows(of folder: Folder) throws -> [[Float]] {
    let classes = ["setosa", "versicolor", "virginica"]
    return try folder.text(of: "test.csv").split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").map { field in
        Float(field) ?? Float(classes.firstIndex(of: String(field)) ?? -1)
      }
    }
  }

  @Test func arraysAreMatchedByPosition() throws {
    let folder = try Self.folder()
    let rows = try Self.rows(of: folder)
    try folder.write(Self.array(rows.map { Array($0.prefix(4)) }), to: "x.npy")
    let expected = try folder.succeed("mlp-infer model.h5 test.csv").text
    #expect(try folder.succeed("mlp-infer model.h5 x.npy").text == expected)
    #expect(try Self.shell("gzip -c x.npy | mlp-infer model.h5", in: folder) == expected)
    let kept = try folder.succeed("mlp-infer model.h5 x.npy --keep #2 --predict class").lines
    #expect(kept[0] == "#2,class")
    #expect(kept[1] == "3.6,setosa")

    try folder.write(Self.array(rows), to: "all.npy")
    // Classes are called as their numbers are written: 0 in an array, and so here.
    let text = rows.map { row in
      row.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ",")
    }.joined(separator: "\n")
    try folder.write(text, to: "all.csv")
    let options = "--label #5 --task classify --epochs 2"
    try folder.succeed("mlp-train all.npy \(options) -o a.h5")
    try folder.succeed("mlp-train all.csv --no-header \(options) -o b.h5")
    let (a, b) = (
      try folder.succeed("mlp-infer a.h5 x.npy").text,
      try folder.succeed("mlp-infer b.h5 x.npy").text
    )
    #expect(a.split(separator: "\n").dropFirst() == b.split(separator: "\n").dropFirst())
    try folder.succeed("mlp-train all.npy --resume a.h5 --epochs 4 -o a.h5")
  }

  private static let bad = "mlp-infer model.h5 bad.csv -o old.csv"

  @Test(arguments: [
    BadInput(
      name: "cut gzip", line: bad, code: 3,
      says: ["bad.csv: found the end inside compressed data", "get it again whole"],
      prepare: { try $0.compress { $0.removeLast(9) } }),
    BadInput(
      name: "damaged gzip", line: bad, code: 3,
      says: ["bad.csv: found damaged gzip data", "expected what its checksum says"],
      prepare: { try $0.compress { $0[$0.count - 6] ^= 1 } }),
    BadInput(
      name: "text behind gzip", line: bad, code: 3,
      says: ["bad.csv: found other bytes after gzip data, expected its end"],
      prepare: { try $0.compress { $0 += Array("5,5,5,5\n".utf8) } }),
    BadInput(
      name: "cut array", line: bad, code: 3,
      says: ["bad.csv: found the end after 1 of 2 rows, expected all"],
      prepare: { try $0.write(array([[1, 2, 3, 4], [5, 6, 7, 8]]).dropLast(3), to: "bad.csv") }),
    BadInput(
      name: "NaN in an array", line: bad, code: 3,
      says: ["bad.csv: row 2: column #3: found \"nan\", expected a number, not a missing value"],
      prepare: { try $0.write(array([[1, 2, 3, 4], [5, 6, .nan, 8]]), to: "bad.csv") }),
    BadInput(
      name: "narrow array", line: bad, code: 3,
      says: ["bad.csv: found 3 columns, expected 4, one for each feature of the model"],
      prepare: { try $0.write(array([[1, 2, 3]]), to: "bad.csv") }),
    BadInput(
      name: "array by name", line: bad + " --match name", code: 3,
      says: ["bad.csv: found no header", "give --match position"],
      prepare: { try $0.write(array([[1, 2, 3, 4]]), to: "bad.csv") }),
    BadInput(
      name: "zip", line: bad, code: 3, says: ["bad.csv: found a zip archive, expected a table"],
      prepare: { try $0.write([0x50, 0x4B, 3, 4, 0, 0], to: "bad.csv") }),
  ])
  func whatCannotBeRead(_ input: BadInput) throws { try input.check() }
}

extension Folder {
  /// Writes the test table, compressed and then changed, to `bad.csv`.
  fileprivate func compress(_ change: (inout [UInt8]) -> Void) throws {
    _ = try output(of: "gzip", ["--keep", self / "test.csv"])
    var bytes = try bytes(of: "test.csv.gz")
    try FileManager.default.removeItem(atPath: self / "test.csv.gz")
    change(&bytes)
    try write(bytes, to: "bad.csv")
  }
}
