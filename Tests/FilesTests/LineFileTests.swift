import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct LineFileTests {
  let folder: Folder
  init() throws { folder = try Folder() }

  @Test func aLineIsThereAsSoonAsItIsWritten() throws {
    let file = try LineFile(path: folder / "log") { _ in 0 }
    #expect(try folder.text(of: "log") == "")
    try file.append("one")
    #expect(try folder.text(of: "log") == "one\n")
    try file.append("two")
    #expect(try folder.text(of: "log") == "one\ntwo\n")
  }

  @Test func whatIsKeptStays() throws {
    try folder.write("one\ntwo\nthr", to: "log")
    let file = try LineFile(path: folder / "log") { old in
      #expect(String(decoding: old, as: UTF8.self) == "one\ntwo\nthr")
      return 4
    }
    try file.append("three")
    #expect(try folder.text(of: "log") == "one\nthree\n")
  }

  @Test func aRefusalChangesNothing() throws {
    try folder.write("old", to: "log")
    #expect(throws: CancellationError.self) {
      _ = try LineFile(path: folder / "log") { _ in throw CancellationError() }
    }
    #expect(try folder.text(of: "log") == "old")
  }

  @Test func aDeviceIsWrittenAsItIs() throws {
    let file = try LineFile(path: "/dev/full") { _ in
      Issue.record("a device holds nothing")
      return 0
    }
    let full = FileError(path: "/dev/full", operation: .write, reason: .system(ENOSPC))
    #expect(throws: full) { try file.append("one") }
  }

  @Test(arguments: [FileError.Operation.open, .read, .shorten, .examine])
  func aCallThatFailsIsAnError(operation: FileError.Operation) throws {
    try folder.write("old", to: "log")
    let path = folder / "log"
    let calls = SystemCalls { $0 == operation ? EIO : nil }
    #expect(throws: FileError(path: path, operation: operation, reason: .system(EIO))) {
      _ = try LineFile(path: path, calls: calls) { _ in 0 }
    }
    #expect(try folder.text(of: "log") == "old")
  }

  @Test func aFolderIsRefused() throws {
    let error = #expect(throws: FileError.self) {
      _ = try LineFile(path: folder.path) { _ in 0 }
    }
    #expect(error?.description.contains("found a directory, expected a regular file") == true)
  }
}
