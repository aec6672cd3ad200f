import MLPModel
import MLPRuntime
import ModelSamples
import Random
import Storage
import Testing

/// Sessions: shapes, threads, and the same bits whatever the batch and the number of threads.
@Suite struct SessionTests {
  static func inputs(rows: Int, of model: Model) -> [Float] {
    var generator = Philox(seed: 11, stream: 0x7E57)
    return (0..<(rows * model.inputCount)).map { _ in generator.unitFloat() * 4 - 2 }
  }

  /// The sample without its verification rows, which are drawn and not computed.
  static func sample() throws -> Model {
    try Model(ModelSample.full().with(verification: nil))
  }

  @Test func threadsAndBatchesDoNotChangeARow() throws {
    for (name, perceptron) in try ModelSample.all() {
      let model = try Model(perceptron.with(verification: nil))
      for rows in [1, 16, 63, 64, 200] {
        let x = Self.inputs(rows: rows, of: model)
        let expected = try Session(model).predict(x).map(\.bitPattern)
        for threads in 1...4 {
          let session = try Session(model, threads: threads)
          for _ in 0..<2 {
            #expect(try session.predict(x).map(\.bitPattern) == expected, "\(name), \(threads)")
          }
        }
        let single = try Session(model)
        let one = try (0..<rows).flatMap { row in
          try single.predict(Array(x[(row * model.inputCount)..<((row + 1) * model.inputCount)]))
        }
        #expect(one.map(\.bitPattern) == expected, "\(name), \(rows) rows one by one")
      }
    }
  }

  /// A session's scratch grows with its calls, and is as good for smaller calls after.
  @Test func callsOfAnySizeOneAfterTheOther() throws {
    let model = try Self.sample()
    let x = Self.inputs(rows: 300, of: model)
    let expected = try Session(model).predict(x).map(\.bitPattern)
    for threads in 1...3 {
      let session = try Session(model, threads: threads)
      for rows in [1, 5, 2, 132, 133, 300, 1] {
        let found = try session.predict(Array(x[..<(rows * model.inputCount)]))
        #expect(found.map(\.bitPattern) == Array(expected[..<(rows * model.outputCount)]))
      }
    }
  }

  @Test func sessionsOfOneModelWorkSideBySide() async throws {
    let model = try Self.sample()
    let x = Self.inputs(rows: 100, of: model)
    let expected = try Session(model).predict(x)
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 { group.addTask { try Session(model, threads: 2).predict(x) } }
      for try await result in group { #expect(result == expected) }
    }
  }

  @Test func logitsAreWhatTheActivationTakes() throws {
    let model = try Model(
      MultilayerPerceptron(
        input: InputDescription(features: [Feature(name: "a")]),
        layers: [
          DenseLayer(
            inputCount: 1, outputCount: 2, weights: FloatBlock([1, -1]),
            bias: FloatBlock([0, 0.5]),
            activation: .softmax)
        ], output: OutputDescription(task: .classification, labels: ["x", "y"], temperature: 2)))
    var logits: [Float] = [0, 0]
    var span = logits.mutableSpan
    try Session(model).predictLogits([3].span, into: &span)
    #expect(logits == [3, -2.5])
    let outputs = try Session(model).predict([3])
    // 1 / (1 + exp(-5.5 / 2))
    #expect(abs(outputs[0] - 0.939_913) < 1e-6)
  }

  @Test func inputsThatAreNotWholeRows() throws {
    let model = try Self.sample()
    let session = try Session(model)
    var outputs = [Float](repeating: 0, count: model.outputCount)
    let x = [Float](repeating: 0, count: model.inputCount + 1)
    #expect(throws: ShapeError.self) {
      var span = outputs.mutableSpan
      try session.predict(x.span, into: &span)
    }
  }

  @Test func outputsOfAnotherSize() throws {
    let model = try Self.sample()
    let session = try Session(model)
    for count in [0, model.outputCount - 1, model.outputCount + 1] {
      var outputs = [Float](repeating: 0, count: count)
      let x = [Float](repeating: 0, count: model.inputCount)
      #expect(throws: ShapeError.self) {
        var span = outputs.mutableSpan
        try session.predict(x.span, into: &span)
      }
    }
  }

  @Test func noRowsGiveNoOutputs() throws {
    #expect(try Session(Self.sample()).predict([]) == [])
  }
}
