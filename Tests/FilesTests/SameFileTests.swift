import Files
import Foundation
import TestSupport
import Testing

@Suite struct SameFileTests {
  @Test func oneFileUnderTwoNames() throws {
    try withFolder { folder in
      let file = try folder.write([1], to: "file")
      let other = try folder.write([1], to: "other")
      let link = folder / "link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      #expect(isSameFile(file, file))
      #expect(isSameFile(file, link))
      #expect(!isSameFile(file, other))
      #expect(!isSameFile(file, folder / "missing"))
      #expect(isSameFile(folder / "missing", folder / "missing"))
      #expect(isSameFile(folder / "missing", folder / "./missing"))
      #expect(!isSameFile(folder / "missing", folder / "another"))
      #expect(!isSameFile(folder / "no/missing", folder / "no/missing"))
    }
  }
}
