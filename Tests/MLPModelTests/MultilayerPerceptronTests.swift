import MLPModel
import Storage
import Testing

/// A model that contradicts itself cannot be made; one test per rule.
@Suite struct MultilayerPerceptronTests {
  func layer(_ inputs: Int, _ outputs: Int, _ h: Activation = .linear) throws -> DenseLayer {
    try DenseLayer(
      inputCount: inputs, outputCount: outputs,
      weights: FloatBlock([Float](repeating: 1, count: inputs * outputs)),
      bias: FloatBlock([Float](repeating: 0, count: outputs)), activation: h)
  }

  func model(
    features: [Feature] = [Feature(name: "a"), Feature(name: "b")], layers: [DenseLayer]? = nil,
    task: Task = .regression, labels: [String] = ["y"], temperature: Float = 1,
    verification: VerificationRows? = nil, provenance: [Provenance.Entry] = []
  ) throws -> MultilayerPerceptron {
    try MultilayerPerceptron(
      input: InputDescription(features: features), layers: layers ?? [layer(2, 1)],
      output: OutputDescription(task: task, labels: labels, temperature: temperature),
      verification: verification, provenance: Provenance(entries: provenance))
  }

  func expect(part: String, _ make: () throws -> MultilayerPerceptron) {
    do {
      _ = try make()
      Issue.record("accepted, expected a refusal of \(part)")
    } catch let error as InvalidModel {
      #expect(error.part == part, "\(error)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func aSoundModelIsMade() throws {
    let model = try model()
    #expect(model.inputCount == 2)
    #expect(model.outputCount == 1)
    #expect(model.parameterCount == 3)
  }

  @Test func noFeatures() { expect(part: "input") { try model(features: []) } }

  @Test func featureNameTwice() {
    expect(part: "feature names") {
      try model(features: [Feature(name: "a"), Feature(name: "a")])
    }
  }

  @Test func emptyFeatureName() {
    expect(part: "feature names") { try model(features: [Feature(name: "a"), Feature(name: "")]) }
  }

  @Test func scaleNotFinite() {
    expect(part: "feature 1") {
      try model(features: [Feature(name: "a"), Feature(name: "b", scale: .infinity)])
    }
  }

  @Test func noLayers() { expect(part: "layers") { try model(layers: []) } }

  @Test func widthsDoNotChain() {
    expect(part: "layer 1") { try model(layers: [layer(2, 3), layer(4, 1)]) }
  }

  @Test func weightNotFinite() {
    expect(part: "layer 0 weights") {
      try model(layers: [
        DenseLayer(
          inputCount: 2, outputCount: 1, weights: FloatBlock([1, .nan]), bias: FloatBlock([0]),
          activation: .linear)
      ])
    }
  }

  @Test func activationParameterNotFinite() {
    expect(part: "layer 0 alpha") { try model(layers: [layer(2, 1, .elu(alpha: .infinity))]) }
  }

  @Test func labelCount() { expect(part: "labels") { try model(labels: ["y", "z"]) } }

  @Test func labelTwice() { expect(part: "labels") { try model(labels: ["y", "y"]) } }

  @Test func classificationWithoutSoftmax() {
    expect(part: "output layer") {
      try model(layers: [layer(2, 3)], task: .classification, labels: ["a", "b", "c"])
    }
  }

  @Test func temperatureZero() {
    expect(part: "temperature") {
      try model(
        layers: [layer(2, 2, .softmax)], task: .classification, labels: ["a", "b"], temperature: 0)
    }
  }

  @Test func temperatureWithoutProbabilities() {
    expect(part: "temperature") { try model(temperature: 2) }
  }

  @Test func verificationInputsOfAnotherWidth() {
    expect(part: "verification inputs") {
      try model(verification: VerificationRows(inputs: FloatBlock([1]), outputs: FloatBlock([1])))
    }
  }

  @Test func verificationOutputsOfAnotherCount() {
    expect(part: "verification outputs") {
      try model(
        verification: VerificationRows(inputs: FloatBlock([1, 2]), outputs: FloatBlock([1, 2])))
    }
  }

  @Test func provenanceKeyTwice() {
    expect(part: "provenance keys") {
      try model(provenance: [.init("seed", .integer(1)), .init("seed", .integer(2))])
    }
  }

  @Test func everyActivationComesBackFromItsTag() throws {
    for activation in Activation.all {
      let values = Dictionary(
        uniqueKeysWithValues: activation.parameters.map { ($0.name, $0.value) })
      #expect(Activation(tag: activation.tag) { values[$0] } == activation)
      #expect(Activation(tag: activation.tag) == activation)
    }
    #expect(Activation(tag: "cube") == nil)
    #expect(Activation(tag: "elu") { _ in nil } == nil)
  }
}
