import Storage
import TestSupport
import Testing

@testable import Zip

/// What is taken; the tests of the commands have the archives that are refused.
@Suite struct ZipArchiveTests {
  private static let program = """
    import sys, zipfile
    with zipfile.ZipFile(sys.argv[1], "w", int(sys.argv[2])) as file:
      file.writestr("empty", b"")
      file.writestr("größe.txt", b"text" * 1000)
      file.writestr("random", bytes(i * i * 7 % 251 for i in range(100000)))
    """

  private func archive(_ method: Int, _ change: (inout [UInt8]) -> Void = { _ in }) throws
    -> AlignedBytes
  {
    try withFolder { folder in
      _ = try output(of: python, ["-c", Self.program, folder / "a.zip", "\(method)"])
      var bytes = try folder.bytes(of: "a.zip")
      change(&bytes)
      return try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    }
  }

  private func bytes(_ archive: ZipArchive, _ name: String) throws -> [UInt8]? {
    try archive.contents(of: name)?.withBytes { $0.withUnsafeBytes(Array.init) }
  }

  @Test(arguments: [0, 8]) func readsStoredAndDeflatedEntries(method: Int) throws {
    let archive = try ZipArchive(archive(method))
    #expect(archive.entries.map(\.name) == ["empty", "größe.txt", "random"])
    #expect(try archive.contents(of: "empty")?.count == 0)
    #expect(try bytes(archive, "größe.txt") == Array(String(repeating: "text", count: 1000).utf8))
    let squares = (0..<100_000).map { (i: Int) -> UInt8 in UInt8(i * i * 7 % 251) }
    #expect(try bytes(archive, "random") == squares)
    #expect(try archive.contents(of: "other") == nil)
  }

  /// Any byte that is changed is noticed, when the archive is opened or the entry read.
  @Test(arguments: [0, 8]) func noticesDamage(method: Int) throws {
    let count = try archive(method).count
    var generator = SplitMix64(seed: UInt64(method))
    let file = try archive(method).withBytes { $0.withUnsafeBytes(Array.init) }
    let names = ["empty", "größe.txt", "random"]
    let intact = try ZipArchive(archive(method))
    let original = try names.map { try bytes(intact, $0) }
    for _ in 0..<2000 {
      var copy = file
      copy[generator.below(count)] ^= UInt8(1 << generator.below(8))
      let changed = try AlignedBytes(count: count) { $0.copy(copy.span.bytes) }
      do {
        let archive = try ZipArchive(changed)
        let found = try archive.entries.map { try bytes(archive, $0.name) }
        // What is not noticed changes nothing: a time, a version, an attribute.
        #expect(found == original)
      } catch is ZipError {}
    }
  }
}
