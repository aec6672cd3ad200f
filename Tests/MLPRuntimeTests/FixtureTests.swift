import Foundation
import MLPRuntime
import TestSupport
import Testing

/// The model files of every version ever released load, and give the bits that they were released
/// with.
@Suite struct FixtureTests {
  private static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: repository("fixtures/models/v1")))?
    .filter { $0.hasSuffix(".h5") }.sorted() ?? []

  @Test(arguments: files)
  func loads(_ file: String) throws {
    let model = try Model(path: repository("fixtures/models/v1/\(file)"))
    let withoutRows = ["example.h5", "names.h5", "smallest.h5"]
    #expect((model.verification == .absent) == withoutRows.contains(file))
  }

  @Test func thereAreFiles() { #expect(Self.files.count >= 7) }
}
