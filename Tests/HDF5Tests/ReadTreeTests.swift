import Foundation
import HDF5
import HDF5Tree
import Storage
import TestSupport
import Testing

/// What the library reads of files that it wrote itself, and of files that hold no tree of ours. Files of
/// other tools are read by the tests of the commands.
@Suite struct ReadTreeTests {
  private func read(_ bytes: [UInt8]) throws -> Group {
    try readTree(try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) })
  }

  private func error(_ bytes: [UInt8]) -> HDF5Error? {
    do { _ = try read(bytes) } catch { return error as? HDF5Error }
    return nil
  }

  @Test func readsWhatWasWritten() throws {
    for tree in [try Trees.everything(), try Trees.layers(1000), Group()] {
      #expect(try read(bytes(of: tree)) == tree)
    }
  }

  @Test func readsThirtyTwoGroupsInsideEachOther() throws {
    let deepest = (0..<32).reduce(Group()) { inner, _ in Group(members: [Member("g", inner)]) }
    #expect(try read(bytes(of: deepest)) == deepest)
  }

  @Test func refusesWhatIsNoHDF5() throws {
    for bytes in [[1], [UInt8](repeating: 0, count: 4096)] {
      let error = try #require(self.error(bytes))
      #expect(error.object == "/")
      guard case .library = error.reason else {
        Issue.record("\(error)")
        continue
      }
    }
  }

  /// The library opens nothing: where its file would be, nothing can be.
  @Test func leavesTheFolderAlone() throws {
    try withFolder { folder in
      let before = folder.names
      _ = try read(bytes(of: try Trees.layers(1)))
      #expect(folder.names == before)
    }
  }

  @Test(arguments: [
    (HDF5Error.Reason.memory, "found no memory for it"),
    (.link(.userDefined), "found a user-defined link, expected a hard link"),
    (
      .storage(.missing), "found data that were not all written, expected all data in the file"
    ),
    (
      .arrayBytes(limit: 7),
      "found more bytes of data than the 7 that a file of this size may hold"
    ),
  ]) func aLineForEach(reason: HDF5Error.Reason, line: String) {
    #expect(reason.description == line)
  }
}
