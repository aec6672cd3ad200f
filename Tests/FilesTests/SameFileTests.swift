import Files
import Foundation
import TestSupport
import Testing
import Text

@Suite struct SameFileTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func isSame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (FilePlace(path: folder / a), FilePlace(path: folder / b))
    #expect(a.isSame(as: b) == b.isSame(as: a))
    return a.isSame(as: b)
  }

  @Test func oneFileUnderTwoNames() throws {
    let manager = FileManager.default
    try folder.write([1], to: "file")
    try folder.write([1], to: "other")
    try manager.createDirectory(atPath: folder / "inner", withIntermediateDirectories: false)
    for (link, target) in [
      ("link", "file"), ("again", "link"), ("folder", "inner"), ("dangling", "missing"),
      ("far", "inner/missing"), ("up", "inner/../missing"), ("loop", "loop"),
    ] {
      try manager.createSymbolicLink(atPath: folder / link, withDestinationPath: target)
    }
    try manager.linkItem(atPath: folder / "file", toPath: folder / "hard")
    for (a, b) in [
      ("file", "file"), ("file", "link"), ("file", "again"), ("file", "hard"), ("file", "./file"),
      ("file", "inner/../file"), ("file", "folder/../file"), ("link", "hard"),
      ("missing", "missing"), ("missing", "./missing"), ("missing", "inner/../missing"),
      ("missing", "dangling"), ("missing", "up"), ("inner/missing", "far"),
      ("inner/missing", "folder/missing"), ("inner//missing", "folder/./missing"),
    ] { #expect(isSame(a, b), "\(a) \(b)") }
    for (a, b) in [
      ("file", "other"), ("file", "missing"), ("missing", "another"), ("missing", "inner/missing"),
      ("no/missing", "no/missing"), ("missing", "missinG"), ("e\u{301}", "\u{E9}"),
      ("dangling", "far"),
    ] { #expect(!isSame(a, b), "\(a) \(b)") }
    // Neither is lost in what is no file.
    let null = FilePlace(path: "/dev/null")
    #expect(!null.isSame(as: null))
  }

  @Test func openFilesAreWhatTheyLeadTo() throws {
    let path = try folder.write([1], to: "file")
    let file = try #require(FileHandle(forReadingAtPath: path))
    #expect(FilePlace(descriptor: file.fileDescriptor).isSame(as: FilePlace(path: path)))
    #expect(!FilePlace(descriptor: -1).isSame(as: FilePlace(path: path)))
  }

  @Test func namesOfTemporaryFiles() {
    func isTemporary(_ name: String, of target: String) -> Bool {
      FilePlace(path: folder / name).isTemporary(of: FilePlace(path: folder / target))
    }
    #expect(isTemporary(".a.h5.12-ab.tmp", of: "a.h5"))
    #expect(isTemporary("./.a.h5.12-ab.tmp", of: "a.h5"))
    for name in [
      "a.h5", ".a.h5.12-ab.tmp2", ".a.h5.12-xy.tmp", ".a.h5.-ab.tmp", ".b.h5.12-ab.tmp",
      ".a.h5.tmp",
      ".a.h5.12.tmp", "a.h5.12-ab.tmp",
    ] { #expect(!isTemporary(name, of: "a.h5"), "\(name)") }
  }

  /// Bytes that are no UTF-8, a slash before a combining mark, blanks and line ends are names.
  @Test func namesAreBytes() throws {
    for name: [UInt8] in [
      [0x63, 0xE9], [0xFF], Array("\u{301}x".utf8), Array(" \n ".utf8), Array("\u{10FEE9}".utf8),
      Array("-".utf8),
    ] {
      let path = folder.path + "/" + String(pathBytes: name)
      try save("new", to: path)
      try save("newer", to: path)
      let found = try readFile(path, atMost: 10)
      #expect(found.count == 5)
      let log = try LineFile(path: path) { $0.count }
      try log.append("x")
      #expect(try InputFile(path: path).byteCount == 7)
      #expect(
        FilePlace(path: path).isSame(
          as: FilePlace(path: folder.path + "//" + String(pathBytes: name))))
      // By its bytes, without this module.
      var status = stat()
      let raw = (Array(folder.path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
      #expect(stat(raw, &status) == 0)
      #expect(unlink(raw) == 0)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// C would cut the name, and open another file.
  @Test func aNameWithANULIsNone() throws {
    let path = try folder.write("a", to: "file") + "\0more"
    for work: () throws -> Void in [
      { _ = try readFile(path, atMost: 10) }, { _ = try InputFile(path: path) },
      { try save("b", to: path) }, { _ = try LineFile(path: path) { $0.count } },
    ] {
      let error = #expect(throws: FileError.self, performing: work)
      #expect(error?.reason == .system(EINVAL))
    }
    #expect(try folder.text(of: "file") == "a")
  }
}
