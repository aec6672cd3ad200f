import MLPModel
import ModelSamples
import TestSupport
import Testing

/// `mlp-infer --check`: a line for each check, up to the first that fails.
@Suite struct CheckTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  /// The checks' names with their verdicts.
  private func verdicts(_ lines: [String]) -> [String] {
    lines.map { $0.split(separator: " ").prefix(2).reversed().joined(separator: " ") }
  }

  private static let reading = ["file ok", "seal ok", "structure ok", "model ok"]

  @Test func aModelInOrder() throws {
    let about = try folder.succeed("mlp-infer model.h5 --describe --json").json()
    let identity = try #require(about["identity"] as? String)
    let ending = try folder.succeed("mlp-infer model.h5 --check --identity \(identity)")
    #expect(
      verdicts(ending.lines)
        == Self.reading + ["identity ok", "pin ok", "verification ok", "kernels ok"])
    #expect(ending.errors.isEmpty)
    #expect(ending.text.contains(identity))
    #expect(ending.text.contains("16 rows passed, to the bit\n"))
    #expect(ending.text.contains(": the same bits for 16 rows\n"))
  }

  @Test func noRowsToVerifyWith() throws {
    let ending = try folder.succeed("mlp-infer run.h5 --check")
    #expect(
      verdicts(ending.lines) == Self.reading + ["identity ok", "verification absent", "kernels ok"])
  }

  @Test func asJSON() throws {
    let passed = try folder.succeed("mlp-infer model.h5 --check --json").json()
    #expect(passed["passed"] as? Bool == true)
    #expect((passed["checks"] as? [[String: String]])?.count == 7)
    try folder.changeWeight(of: "model.h5")
    let ending = try folder.run("mlp-infer model.h5 --check --json")
    #expect(ending.status == 4)
    #expect(try ending.json()["passed"] as? Bool == false)
    let last = try #require((try ending.json()["checks"] as? [[String: String]])?.last)
    #expect(last["check"] == "identity")
    #expect(last["verdict"] == "failed")
  }

  private func expect(_ checks: [String], error: String, _ line: String = "") throws {
    let ending = try folder.run("mlp-infer model.h5 --check \(line)")
    #expect(ending.status == 4)
    #expect(verdicts(ending.lines) == checks)
    #expect(ending.errors.hasPrefix("mlp-infer: error: model.h5: \(error)"), "\(ending.errors)")
    #expect(ending.errors.split(separator: "\n").count == 1)
  }

  @Test func noFile() throws {
    try folder.edit("model.h5", to: "model.h5") { $0.removeAll() }
    try expect(["file ok", "seal failed"], error: "found an empty file")
    let ending = try folder.run("mlp-infer missing.h5 --check")
    #expect(ending.status == 4)
    #expect(verdicts(ending.lines) == ["file failed"])
  }

  @Test func aStaleSeal() throws {
    try folder.edit("model.h5", to: "model.h5") { $0[$0.count - 1] ^= 1 }
    try expect(["file ok", "seal failed"], error: "stale seal: ")
  }

  @Test func anotherStructure() throws {
    try folder.editSealed("model.h5") { $0[600] ^= 1 }
    try expect(["file ok", "seal ok", "structure failed"], error: "/")
  }

  @Test func aWeightThatIsNotANumber() throws {
    try folder.change({ $0.layers[0].weights }, of: "model.h5", to: .nan)
    try expect(
      ["file ok", "seal ok", "structure ok", "model failed"], error: "/layers/0/weights: found nan")
  }

  @Test func anotherWeight() throws {
    try folder.changeWeight(of: "model.h5")
    try expect(Self.reading + ["identity failed"], error: "identity: found ")
  }

  @Test func anotherModelThanThePinned() throws {
    let other = String(repeating: "0", count: 64)
    try expect(
      Self.reading + ["identity ok", "pin failed"], error: "identity: found ",
      "--identity \(other)")
  }

  @Test func anotherExpectedOutput() throws {
    try folder.change({ $0.verification?.outputs }, of: "model.h5", to: 0.123)
    try expect(
      Self.reading + ["identity ok", "verification failed"],
      error: "verification row 0, output 0: found ")
  }
}
