import Foundation
import MLPModel
import MLPReader
import MLPSchema
import Mutants
import Storage
import TestSupport
import Testing

/// The committed model files: the good ones of every version ever released, and one for each rule that
/// a reader refuses files by.
@Suite struct FixtureTests {
  /// The lines of a folder's index, each a file's name and what is said of it.
  private static func index(_ folder: String) throws -> [(name: String, text: String)] {
    let text = try String(
      contentsOfFile: repository("fixtures/models/\(folder)/index.tsv"), encoding: .utf8)
    return text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      return (String(parts[0]), String(parts[1]))
    }
  }

  private static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: repository("fixtures/models/\(folder)"))
      .filter { $0.hasSuffix(".h5") }.sorted()
  }

  private func read(_ folder: String, _ name: String) throws(ReadError) -> ModelFile {
    let bytes: AlignedBytes
    do {
      let file = try TestSupport.bytes(at: repository("fixtures/models/\(folder)/\(name)"))
      bytes = try AlignedBytes(file)
    } catch {
      Issue.record("\(name): \(error)")
      return try readModel(path: name)
    }
    return try readModel(bytes: bytes, name: name)
  }

  @Test(arguments: ["v1", "invalid"])
  func everyFileIsInTheIndex(_ folder: String) throws {
    #expect(try Self.index(folder).map(\.name).sorted() == Self.files(folder))
  }

  @Test func everyFileOfVersion1IsTheModelItWas() throws {
    for (name, identity) in try Self.index("v1") {
      let file = try read("v1", name)
      let released = try #require(ModelIdentity(identity))
      try file.checkIdentity(released)
      try file.checkIdentity()
    }
  }

  @Test func everyInvalidFileIsRefusedAsTheIndexSays() throws {
    for (name, message) in try Self.index("invalid") {
      let error = #expect(throws: ReadError.self, "\(name)") { try read("invalid", name) }
      #expect(error?.description == "\(name): \(message)")
      // seal-stale.h5, schema-limit-rows.h5: which rule it is about.
      let rule = error?.reason.rule.replacing(" ", with: "-") ?? ""
      #expect(name.hasPrefix("\(rule).") || name.hasPrefix("\(rule)-"), "\(name): \(rule)")
    }
  }

  /// Every rule has a file, but for those that no small sealed file can break.
  @Test func everyRuleHasAFile() throws {
    let broken = try Set(
      Self.files("invalid").map { name in
        let error = #expect(throws: ReadError.self) { try read("invalid", name) }
        return error?.reason.rule ?? ""
      })
    // The first stands where the seal has its own mark; the others take megabytes.
    let others: Set = ["profile userBlock", "profile objects", "profile attributes"]
    #expect(broken.symmetricDifference(ReadError.Reason.rules) == others)
  }
}
