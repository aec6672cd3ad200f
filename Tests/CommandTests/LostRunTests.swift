import Foundation
import TestSupport
import Testing

/// Runs that cannot be written: found before the first epoch where that can be known, and kept elsewhere where
/// not.
@Suite struct LostRunTests {
  /// Not a line of an epoch comes out, and no file.
  private func expectRefused(
    _ folder: Folder, _ options: String, says parts: [String],
    at place: SourceLocation = #_sourceLocation
  ) throws {
    let names = folder.names
    for end in ["--log - -o run.h5", "--dry-run"] {
      let ending = try folder.run("mlp-train t.csv \(options) \(end)")
      #expect(ending.status == 3, sourceLocation: place)
      #expect(ending.text == "", sourceLocation: place)
      for part in parts {
        #expect(ending.errors.contains(part), "\(ending.errors)", sourceLocation: place)
      }
    }
    #expect(folder.names == names, sourceLocation: place)
  }

  @Test func whatNoModelFileCanHoldIsRefusedBeforeTheFirstEpoch() throws {
    let folder = try Folder()
    try folder.copyTable("cases/header_long.csv", as: "t.csv")
    try expectRefused(folder, "", says: ["(#1): found a name of 5000 bytes", "--ignore '#1'"])

    let long = String(repeating: "l", count: 1025)
    let rows = (0..<20).map { "\($0),\($0 % 2 == 0 ? long : "b")\n" }.joined()
    try folder.write("a,y\n\(rows)", to: "t.csv")
    try expectRefused(folder, "--task classify", says: ["t.csv:2: ", "at most 1024 bytes long"])

    try folder.write("colour,colour=red,y\nred,1,a\nblue,2,b\nred,3,a\n", to: "t.csv")
    try expectRefused(
      folder, "--categorical colour --valid 0", says: ["two features called \"colour=red\""])
  }

  /// Names that are within the limits each, and not together in the fact that lists them.
  @Test func whatOnlyTheWholeFileShowsIsFoundToo() throws {
    let folder = try Folder()
    let names = (0..<70).map { "l\($0)" + String(repeating: "x", count: 1000) }
    let rows = (0..<3).map { row in
      "\(row)," + names.indices.map { "\((row + $0) % 2)" }.joined(separator: ",")
    }
    try folder.write(
      (["a," + names.joined(separator: ",")] + rows).joined(separator: "\n"), to: "t.csv")
    try folder.write("label = \(names.joined(separator: ","))\n", to: "labels.cfg")
    try expectRefused(
      folder, "--valid 0 --config labels.cfg",
      says: [
        "/provenance@label_column: found text of 70269 bytes, expected at most 60000 bytes",
        "no model file can hold that, and nothing was trained",
      ])
  }

  /// The rehearsal notices a limit on the size of files, as it does a full disk.
  @Test func aFullDiskIsFoundBeforeTheFirstEpoch() throws {
    let folder = try Folder.withIris()
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [
      "-c", "cd \(folder) && ulimit -f 1 && exec \(programs)/mlp-train train.csv --log - -o new.h5",
    ]
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let found = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(output.fileHandleForReading.readDataToEndOfFile().isEmpty)
    #expect(found == "mlp-train: error: new.h5: cannot write it: File too large\n")
    #expect(!folder.names.contains("new.h5"))
  }

  /// The folder of the checkpoint goes while the run goes on.
  @Test func aRunWhosePlaceIsGoneIsKeptAndSaysWhere() throws {
    let folder = try Folder.withIris()
    try FileManager.default.createDirectory(
      atPath: folder / "sub", withIntermediateDirectories: false)
    let errors = Pipe()
    let process = try folder.start(
      "mlp-train train.csv --epochs 1000000 --log log.jsonl -o sub/run.h5",
      output: FileHandle.nullDevice, errors: errors)
    while process.isRunning,
      (try? folder.text(of: "log.jsonl").contains(#"{"epoch":3,"#)) != true
    { usleep(1000) }
    try FileManager.default.removeItem(atPath: folder / "sub")
    kill(process.processIdentifier, SIGTERM)
    let found = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    let kept = try #require(folder.names.first { $0.hasPrefix("mlp-train-") })
    #expect(
      found
        == "mlp-train: error: sub/run.h5: cannot open the folder of it: No such file or directory; "
        + "the run is kept in ./\(kept)/checkpoint.h5: to continue, give the table with "
        + "--resume ./\(kept)/checkpoint.h5 -o FILE\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder / kept)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    try folder.succeed("mlp-train train.csv --resume ./\(kept)/checkpoint.h5 --epochs 3 -o run.h5")
    try folder.succeed("mlp-infer run.h5 train.csv")
  }
}
