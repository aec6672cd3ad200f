import MLPModel
import MLPRuntime
import ModelSamples
import Testing

/// Classes straight from a session: the same as the decision on its outputs.
@Suite struct ClassTests {
  static func model(outputs: Int, _ last: Activation, _ task: Task) throws -> Model {
    try Model(ModelSample.model(widths: [6, 9, outputs], last: last, task: task))
  }

  @Test(arguments: [(1, Activation.sigmoid), (2, .softmax), (7, .softmax), (40, .softmax)])
  func areTheDecisionsOnTheOutputs(outputs: Int, last: Activation) throws {
    let model = try Self.model(outputs: outputs, last, .classification)
    let session = try Session(model, threads: 2)
    for rows in [1, 3, 1024, 2500, 2] {
      let x = SessionTests.inputs(rows: rows, of: model)
      let probabilities = try session.predict(x)
      let expected = (0..<rows).map { r in
        model.output.decision(probabilities.span.extracting(r * outputs..<(r + 1) * outputs))
      }
      let found = try session.predictClasses(x)
      #expect(found.map { Int($0) } == expected, "\(rows) rows")
      #expect(rows < 1000 || Set(found).count > 1, "a sample that always says the same")
    }
  }

  @Test(arguments: [(1, Activation.sigmoid), (5, .softmax)])
  func aRowThatIsNoNumberHasNone(outputs: Int, last: Activation) throws {
    let model = try Self.model(outputs: outputs, last, .classification)
    let session = try Session(model)
    var x = SessionTests.inputs(rows: 5, of: model)
    let clean = try session.predictClasses(x)
    x[2 * model.inputCount + 1] = .nan
    let found = try session.predictClasses(x)
    #expect(found[2] == -1)
    #expect(found[..<2] == clean[..<2])
    #expect(found[3...] == clean[3...])
    #expect(clean.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: [(Activation.linear, Task.regression), (.sigmoid, .multiLabel)])
  func aModelThatIsNoClassifier(last: Activation, task: Task) throws {
    let model = try Self.model(outputs: 3, last, task)
    #expect(throws: ClassError.notAClassifier(task)) {
      try Session(model).predictClasses(SessionTests.inputs(rows: 1, of: model))
    }
  }

  @Test func spansThatDoNotFit() throws {
    let model = try Self.model(outputs: 3, .softmax, .classification)
    let session = try Session(model)
    let x = SessionTests.inputs(rows: 2, of: model)
    for count in [0, 1, 3] {
      let error = #expect(throws: ClassError.self) {
        var classes = [Int32](repeating: 0, count: count)
        var span = classes.mutableSpan
        try session.predictClasses(x.span, into: &span)
      }
      #expect(error?.description == "classes: found \(count) elements, expected 2")
    }
    let error = #expect(throws: ClassError.self) {
      try session.predictClasses(Array(x.dropLast()))
    }
    #expect(error?.description == "inputs: found 11 elements, expected rows of 6")
  }

  @Test func noRowsGiveNoClasses() throws {
    let model = try Self.model(outputs: 3, .softmax, .classification)
    #expect(try Session(model).predictClasses([]) == [])
  }
}
