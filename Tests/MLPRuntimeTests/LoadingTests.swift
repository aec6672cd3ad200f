import Files
import MLPKernels
import MLPModel
import MLPRuntime
import MLPSchema
import MLPWriter
import ModelSamples
import Storage
import TestSupport
import Testing

/// Loading: from a path, from memory, with verification rows that pass or do not.
@Suite struct LoadingTests {
  func checked() throws -> MultilayerPerceptron {
    let model = try ModelSample.full()
    return try model.with(verification: model.verificationRows(8, seed: 3))
  }

  @Test func fromAPathAndFromMemory() throws {
    try withFolder { folder in
      let path = folder / "model.h5"
      try writeModel(checked(), to: path)
      let fromPath = try Model(path: path)
      let file = try readFile(path, atMost: .max)
      let fromMemory = try Model(bytes: file, name: "memory")
      let copied = try file.withBytes { bytes in try Model(bytes: bytes) }
      #expect(fromPath.verification == .passed(rows: 8))
      #expect(copied.identity == fromPath.identity)
      #expect(fromMemory.verification == .passed(rows: 8))
      let x = SessionTests.inputs(rows: 5, of: fromPath)
      #expect(try Session(fromPath).predict(x) == Session(fromMemory).predict(x))
      #expect(try Session(fromPath).predict(x) == Session(Model(checked())).predict(x))
    }
  }

  /// Bytes of a host's own need no alignment, and what is wrong with them is said about them.
  @Test func fromMemoryOfAnyAlignment() throws {
    try withFolder { folder in
      let path = folder / "model.h5"
      try writeModel(checked(), to: path)
      var shifted: [UInt8] = [0]
      try readFile(path, atMost: .max).withBytes { (bytes: RawSpan) -> Void in
        bytes.withUnsafeBytes { shifted += $0 }
      }
      let content = shifted.span.bytes.extracting(droppingFirst: 1)
      #expect(try Model(bytes: content).verification == .passed(rows: 8))
      let error = #expect(throws: LoadError.self) {
        try Model(bytes: content.extracting(droppingLast: 9))
      }
      #expect(error?.description.hasPrefix("model in memory: ") == true)
    }
  }

  /// A loaded model has its weights once: packed.
  @Test func theFilesBytesAreGivenBack() throws {
    try withFolder { folder in
      let path = folder / "model.h5"
      try writeModel(checked(), to: path)
      weak var bytes: AlignedBytes?
      func load() throws -> Model {
        let read = try readFile(path, atMost: .max)
        bytes = read
        return try Model(bytes: read, name: "memory")
      }
      let model = try load()
      #expect(bytes == nil)
      #expect(model.verification == .passed(rows: 8))
    }
  }

  @Test func absentVerificationIsSaid() throws {
    #expect(try Model(checked().with(verification: nil)).verification == .absent)
  }

  @Test func aRowThatGivesSomethingElse() throws {
    let model = try checked()
    let rows = try #require(model.verification)
    var outputs = rows.outputs.array
    outputs[4] = outputs[4].nextUp
    let wrong = try model.with(
      verification: VerificationRows(inputs: rows.inputs, outputs: FloatBlock(outputs)))
    do {
      _ = try Model(wrong)
      Issue.record("accepted")
    } catch LoadError.failsVerification(let failure) {
      #expect(failure.row * model.outputCount + failure.output == 4)
      #expect(failure.expected == outputs[4])
    }
    let tolerant = try model.with(
      verification: VerificationRows(
        inputs: rows.inputs, outputs: FloatBlock(outputs), tolerance: 1e-6))
    #expect(try Model(tolerant).verification == .passed(rows: 8))
  }

  /// What the maker of an imported model saw is met within its tolerance, and not beyond.
  @Test func aToleranceHasAnEnd() throws {
    let model = try checked()
    let rows = try #require(model.verification)
    func imported(_ difference: Float) throws -> MultilayerPerceptron {
      try model.with(
        verification: VerificationRows(
          inputs: rows.inputs, outputs: FloatBlock(rows.outputs.array.map { $0 + difference }),
          tolerance: 1e-3))
    }
    #expect(try Model(imported(0.9e-3)).verification == .passed(rows: 8))
    let error = #expect(throws: LoadError.self) { try Model(imported(1.1e-3)) }
    #expect(error?.description.contains(" within 0.001: ") == true)
  }

  @Test func onlyTheModelOfAnIdentity() throws {
    try withFolder { folder in
      let path = folder / "model.h5"
      let model = try checked()
      try writeModel(model, to: path)
      let identity = ModelIdentity(of: model, arithmeticVersion: 1).description
      let bytes = try readFile(path, atMost: .max)
      #expect(try Model(path: path, identity: identity).verification == .passed(rows: 8))
      #expect(try Model(bytes: bytes, name: "m", identity: identity).inputCount == 4)

      let other = String(identity.reversed())
      for load in [
        { try Model(path: path, identity: other) },
        { try Model(bytes: bytes, name: path, identity: other) },
      ] {
        do {
          _ = try load()
          Issue.record("accepted")
        } catch LoadError.unreadable(let error) {
          #expect(
            error.description.hasPrefix("\(path): identity: found \(identity), expected \(other)"))
        }
      }
      for text in ["", "12", identity.uppercased(), identity + " "] {
        do {
          _ = try Model(path: path, identity: text)
          Issue.record("accepted \(text)")
        } catch LoadError.malformedIdentity(let found) {
          #expect(found == text)
        }
      }
    }
  }

  @Test func aFileThatIsNoModel() throws {
    try withFolder { folder in
      let text = try folder.write("a,b\n1,2\n", to: "text.h5")
      for path in [text, folder.path, folder / "missing.h5"] {
        do {
          _ = try Model(path: path)
          Issue.record("accepted \(path)")
        } catch LoadError.unreadable(let error) {
          #expect(error.file == path)
          #expect(error.description.hasPrefix(path))
        }
      }
    }
  }
}
