import Foundation
import HDF5Tree
import LayerChain
import MLPModel
import MLPReader
import MLPSchema
import MLPWriter
import ModelSamples
import Sandbox
import Storage
import TestSupport
import Testing
import Text

@testable import MLPImport

/// What needs no process of its own; the tests of the commands have the rest.
@Suite struct ImportModelTests {
  private func block(_ bytes: [UInt8]) throws -> AlignedBytes {
    try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
  }

  private func bytes(_ block: AlignedBytes) -> [UInt8] {
    block.withBytes { $0.withUnsafeBytes(Array.init) }
  }

  private func withModelFile<R>(
    _ change: (inout [UInt8]) -> Void = { _ in }, _ body: (String) throws -> R
  ) throws -> R {
    try withFolder { folder in
      let path = folder / "m.h5"
      try writeModel(try ModelSample.full(), to: path)
      var file = try folder.bytes(of: "m.h5")
      change(&file)
      return try body(folder.write(file, to: "m.h5"))
    }
  }

  @Test func theCanonicalFormOfAModelFileIsItself() throws {
    for (name, model) in try ModelSample.all() {
      try withFolder { folder in
        try writeModel(model, to: folder / "m.h5")
        let file = try folder.bytes(of: "m.h5")
        try #expect(bytes(canonicalFile(of: block(file))) == file, "\(name)")
        // Whatever stands in the user block.
        let other = [UInt8](repeating: 7, count: 512) + file[512...]
        try #expect(bytes(canonicalFile(of: block(other))) == file, "\(name)")
      }
    }
  }

  @Test func aSealedFileNeedsNoSandbox() throws {
    try withModelFile { path in
      let imported = try importModel(path: path)
      #expect(imported.form == .sealed)
      try #expect(imported.file.model == ModelSample.full())
    }
  }

  @Test func aFileWithoutASealNeedsNone() throws {
    try withModelFile { file in
      file.replaceSubrange(0..<512, with: [UInt8](repeating: 0, count: 512))
    } _: { path in
      try #expect(importModel(path: path).form == .unsealed)
    }
  }

  /// In the form of model files a seal is right, or the file is damaged.
  @Test(arguments: [0, 8, 12, 16, 24, 511, 600, 2000])
  func aDamagedFileIsNotGivenToTheLibrary(offset: Int) throws {
    try withModelFile { file in
      file[offset] ^= 1
    } _: { path in
      let error = #expect(throws: ImportError.self) { try importModel(path: path) }
      guard case .read(let refusal) = error else {
        Issue.record("\(offset): \(error.map { "\($0)" } ?? "none")")
        return
      }
      guard case .seal = refusal.reason else {
        Issue.record("\(offset): \(refusal)")
        return
      }
    }
  }

  @Test func aFileChangedInPlaceSaysWhatItsEditorCanDo() throws {
    try withModelFile { file in
      file[2000] ^= 1
    } _: { path in
      let error = #expect(throws: ImportError.self) { try importModel(path: path) }
      #expect(error?.description.hasSuffix("in place, save it anew with h5repack") == true)
    }
  }

  /// One that is no activation is not passed over: the others would each be another layer's.
  @Test func anUnknownActivation() throws {
    let request = try ImportRequest(
      .safetensors, activations: ["relu", "sofmax", "tanh"], file: block([0]))
    #expect(throws: UnknownActivation(text: "sofmax")) { try answer(to: request) }
  }

  @Test func noFile() {
    #expect(throws: ImportError.self) { try importModel(path: "/no/file") }
  }

  @Test(arguments: [
    (
      SandboxError.crash(SIGSEGV),
      "m.h5: the sandboxed reader crashed: Segmentation fault; the file is damaged or crafted"
    ),
    (
      .time(seconds: 9),
      "m.h5: the sandboxed reader needed more than the 9 s allowed; run the command again when"
    ),
    (
      .memory(byteCount: 9 << 20),
      "m.h5: the sandboxed reader needed more than the 9 MiB of memory allowed for a file of this size; save"
    ),
    (
      .killed(SIGKILL),
      "m.h5: the sandboxed reader was killed from outside: Killed, by a person, or by the system"
    ),
    (.start(EAGAIN), "m.h5: the sandboxed reader could not be started: Resource"),
    (.refused("/a: \u{1B}[31m"), "m.h5: /a: \\u{1B}[31m"),
  ]) func aLineForEach(error: SandboxError, line: String) {
    let found = ImportError.sandbox("m.h5", error)
    #expect(found.description.hasPrefix(line), "\(found)")
    #expect(found.isAboutFile == (error.cause != .system))
    let isBlamed = found.description.contains("crafted")
    #expect(isBlamed == (error == .crash(SIGSEGV)))
  }

  /// Text of a reader that a file has taken over, however long and whatever it would do to a terminal.
  @Test(arguments: ["\u{1B}", "x", "\u{202E}", "é", "🙂"]) func whatTheReaderSaysIsCut(
    _ text: String
  ) {
    let long = String(repeating: text, count: 5000)
    for error in [ImportError.sandbox("m.h5", .refused(long)), .answer("m.h5", long)] {
      let line = error.description
      let isCut = line.utf8.count < 1200 && line.contains("…")
      let isPlain = !line.unicodeScalars.contains { $0.isUnprintable }
      #expect(isCut && isPlain)
    }
  }

  @Test func theLimitsOfTheLargestFileCanBeStated() {
    let limits = SandboxLimits(importing: Limits.fileByteCount)
    #expect(limits.memory > limits.answer)
    #expect(limits.answer > Limits.fileByteCount)
  }
}
