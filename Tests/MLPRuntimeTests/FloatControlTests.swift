import CFloatControl
import CTestSupport
import Foundation
import MLPModel
import MLPRuntime
import ModelSamples
import Storage
import TestSupport
import Testing

/// A host that flushes subnormals to zero and rounds toward zero gets the same bits, and keeps what
/// it set.
@Suite struct FloatControlTests {
  @Test(arguments: [1, 2]) func ofTheHostChangesNothing(threads: Int) throws {
    let calls = try Calls(Session(Calls.model(), threads: threads))
    try calls.make()
    let expected = calls.results
    let word = mlp_test_spoil_float_control()
    defer { mlp_test_set_float_control(word) }
    let spoilt = mlp_test_float_control()
    try calls.make()
    let kept = mlp_test_float_control()
    mlp_test_set_float_control(word)
    #expect(spoilt != word)
    #expect(kept == spoilt)
    #expect(calls.results == expected)
  }

  #if arch(x86_64)
  /// Denormals are zero, flush to zero, both, each rounding, each trap, no flag raised; and all flags raised.
  static let settings: [UInt64] =
    [0x0040, 0x8000, 0x8040, 0x2000, 0x4000, 0x6000, 0xE040, 0x003F].map { 0x1F80 | $0 }
    + [0x0080, 0x0100, 0x0200, 0x0400, 0x0800, 0x1000].map { 0x1F80 & ~$0 }

  /// Every public function that computes with floats gives the same under every setting, load included, and
  /// leaves setting and flags as they were.
  @Test(arguments: [1, 2]) func everyEntryUnderEverySetting(threads: Int) throws {
    let entries = try Entries(threads: threads)
    let expected = try entries.results()
    for setting in Self.settings {
      let before = mlp_float_control_get()
      mlp_float_control_set(setting)
      let found = Result { try entries.results() }
      let left = mlp_float_control_get()
      mlp_float_control_set(before)
      #expect(left == setting, "\(String(setting, radix: 16))")
      #expect(try found.get() == expected, "\(String(setting, radix: 16))")
    }
  }

  /// What the public functions give, as bits. Nothing in it computes outside of them.
  private struct Entries {
    let perceptron: MultilayerPerceptron
    let tiny: MultilayerPerceptron
    let rows: [Float]
    let path = repository("fixtures/models/v1/full.h5")
    let bytes: [UInt8]
    let threads: Int

    init(threads: Int) throws {
      self.threads = threads
      let sample = try ModelSample.full()
      perceptron = try sample.with(verification: sample.verificationRows(16, seed: 1))
      // A threshold, a scale and a minimum that DAZ takes for 0.
      let least = Float.leastNonzeroMagnitude
      tiny = try MultilayerPerceptron(
        input: InputDescription(features: [
          Feature(name: "a", origin: Double.leastNonzeroMagnitude, offset: least, range: least...1)
        ]),
        layers: [
          DenseLayer(
            inputCount: 1, outputCount: 1, weights: FloatBlock([1]), bias: FloatBlock([0]),
            activation: .sigmoid)
        ],
        output: OutputDescription(
          task: .classification, labels: ["a", "b"], threshold: least))
      bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      rows = SessionTests.inputs(rows: 40, of: try Model(perceptron))
    }

    func results() throws -> [UInt32] {
      var found: [UInt32] = []
      let loaded = [try Model(path: path), try Model(bytes: bytes.span.bytes)]
      for model in loaded + [try Model(perceptron), try Model(tiny)] {
        let session = try Session(model, threads: threads)
        var x = Array(rows.prefix(rows.count / model.inputCount * model.inputCount))
        x[0] = .nan
        x[x.count - 1] = Float(bitPattern: 1)
        let count = x.count / model.inputCount * model.outputCount
        found += try session.predict(x).map(\.bitPattern)
        var values = [Float](repeating: 1, count: count)
        var span = values.mutableSpan
        try session.predictLogits(x.span, into: &span)
        found += values.map(\.bitPattern)
        span = values.mutableSpan
        try session.predict(x.span, into: &span)
        found += values.map(\.bitPattern)
        if model.output.task == .classification {
          found += try session.predictClasses(x).map(UInt32.init(bitPattern:))
          let decision = model.output.decision(values.span.extracting(0..<model.outputCount))
          found.append(UInt32(bitPattern: Int32(decision ?? -1)))
        }
        found += [model.input.isScaled, model.input.hasOrigins].map { $0 ? 1 : 0 }
        for feature in model.input.features {
          for raw in [1.1, Double.leastNonzeroMagnitude, 1e-40, 1e300] {
            found.append(feature.relative(raw).bitPattern)
            found.append(Feature.relative(raw, to: 0.1).bitPattern)
          }
          found += feature.rawText(Float(bitPattern: 3)).utf8.map(UInt32.init)
        }
      }
      return found
    }
  }
  #endif
}
