import Foundation
import FuzzTargets
import Random
import TestSupport
import Testing

/// The corpora that fuzzing left in `fixtures/fuzz`, and small damage to them: each target keeps its promises.
@Suite struct ReplayTests {
  @Test(arguments: FuzzTarget.all.map(\.name)) func keepsItsPromises(_ name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let inputs = try Self.inputs(of: name)
    #expect(inputs.count > 4)
    for (index, input) in inputs.enumerated() {
      Self.expect(target, input)
      var generator = Philox(seed: 1, stream: UInt64(index))
      for _ in 0..<4 { Self.expect(target, Self.damaged(input, &generator)) }
    }
  }

  @Test func everyCorpusHasATarget() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: repository("fixtures/fuzz"))
    #expect(Set(files) == Set(FuzzTarget.all.map { "\($0.name).base64" }))
  }

  /// The inputs of a target; `tools/fuzz/corpus.py` writes them.
  private static func inputs(of name: String) throws -> [[UInt8]] {
    let path = repository("fixtures/fuzz/\(name).base64")
    return try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast().map { line in
      [UInt8](try #require(Data(base64Encoded: String(line))))
    }
  }

  private static func expect(_ target: FuzzTarget, _ input: [UInt8]) {
    do {
      try target.check(input)
    } catch {
      Issue.record("\(error), input \(Data(input).base64EncodedString())")
    }
  }

  /// The input with some bytes changed, or without its end.
  private static func damaged(_ input: [UInt8], _ generator: inout Philox) -> [UInt8] {
    guard !input.isEmpty else { return input }
    var input = input
    func below(_ bound: Int) -> Int { Int(generator.below(UInt32(bound))) }
    if below(4) == 0 { input.removeLast(1 + below(input.count)) }
    for _ in 0..<below(4) where !input.isEmpty {
      let place = below(input.count)
      input[place] = below(2) == 0 ? UInt8(below(256)) : input[place] ^ UInt8(1 << below(8))
    }
    return input
  }
}
