import Foundation
import MLPReader
import Mutants
import TestSupport
import Testing

/// What ATTACKS.md names is there.
@Suite struct AttackListTests {
  private static let text =
    (try? String(contentsOfFile: repository("Sources/Format/ATTACKS.md"), encoding: .utf8)) ?? ""

  @Test func everyTestOfTheListExists() throws {
    let sources = try FileManager.default.subpathsOfDirectory(atPath: repository("Tests"))
      .filter { $0.hasSuffix("Tests.swift") }
    let named = Self.text.matches(of: /`(\w+Tests)\.(\w+)`/)
    #expect(named.count > 20)
    for name in named {
      let exists = try sources.filter { $0.hasSuffix("/\(name.1).swift") }.contains {
        try String(contentsOfFile: repository("Tests/\($0)"), encoding: .utf8)
          .contains("func \(name.2)(")
      }
      #expect(exists, "\(name.0)")
    }
  }

  @Test func everyRuleOfTheListExists() {
    let named = Self.text.matches(of: /`((?:seal|profile|schema) \w+)`/).map { String($0.1) }
    #expect(named.count > 30)
    for rule in named { #expect(ReadError.Reason.rules.contains(rule), "\(rule)") }
  }
}
