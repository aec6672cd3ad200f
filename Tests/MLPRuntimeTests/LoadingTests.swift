import Files
import MLPKernels
import MLPModel
import MLPRuntime
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
      let fromMemory = try Model(bytes: readFile(path, atMost: .max), name: "memory")
      #expect(fromPath.verification == .passed(rows: 8))
      #expect(fromMemory.verification == .passed(rows: 8))
      let x = SessionTests.inputs(rows: 5, of: fromPath)
      #expect(try Session(fromPath).predict(x) == Session(fromMemory).predict(x))
      #expect(try Session(fromPath).predict(x) == Session(Model(checked())).predict(x))
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
