import Foundation
import TestSupport
import Testing

/// The committed table is what the written arithmetic gives: `tools/kernels/check` then holds every
/// tier, those of other CPUs too, against it.
@Suite struct KernelTableTests {
  /// `MLP_RENEW_FIXTURES=1` writes the table instead.
  @Test func holdsWhatTheContractGives() throws {
    let path = repository("fixtures/kernels/expected.txt")
    let expected = KernelTable().text
    if ProcessInfo.processInfo.environment["MLP_RENEW_FIXTURES"] != nil {
      try expected.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let found = String(decoding: try bytes(at: path), as: UTF8.self)
    for (number, lines) in zip(found.split(separator: "\n"), expected.split(separator: "\n"))
      .enumerated()
    {
      try #require(lines.0 == lines.1, "line \(number + 1) of \(path)")
    }
    #expect(found == expected)
  }
}
