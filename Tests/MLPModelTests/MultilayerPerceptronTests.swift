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
    features: [Feature] = [Feature(name: "a"), Feature(name: "b")],
    categories: [CategoricalColumn] = [], layers: [DenseLayer]? = nil,
    task: Task = .regression, labels: [String] = ["y"], temperature: Float = 1,
    threshold: Float = 0.5,
    verification: VerificationRows? = nil, provenance: [Provenance.Entry] = []
  ) throws -> MultilayerPerceptron {
    try MultilayerPerceptron(
      input: InputDescription(features: features, categories: categories),
      layers: layers ?? [layer(2, 1)],
      output: OutputDescription(
        task: task, labels: labels, temperature: temperature, threshold: threshold),
      verification: verification, provenance: Provenance(entries: provenance))
  }

  func expect(part: ModelPart, _ make: () throws -> MultilayerPerceptron) {
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

  @Test func noFeatures() { expect(part: .features) { try model(features: []) } }

  @Test func featureNameTwice() {
    expect(part: .names) {
      try model(features: [Feature(name: "a"), Feature(name: "a")])
    }
  }

  @Test func emptyFeatureName() {
    expect(part: .names) { try model(features: [Feature(name: "a"), Feature(name: "")]) }
  }

  @Test func scaleNotFinite() {
    expect(part: .scale) {
      try model(features: [Feature(name: "a"), Feature(name: "b", scale: .infinity)])
    }
  }

  @Test func imputedValueNotFinite() {
    expect(part: .imputed) {
      try model(features: [
        Feature(name: "a", imputed: 0), Feature(name: "b", imputed: -.infinity),
      ])
    }
  }

  @Test func imputedValuesOfSomeFeaturesOnly() {
    expect(part: .features) {
      try model(features: [Feature(name: "a", imputed: 0), Feature(name: "b")])
    }
  }

  @Test func categoryWithoutLevels() {
    expect(part: .levels(category: 0)) {
      try model(categories: [CategoricalColumn(name: "c", firstFeature: 0, levels: [])])
    }
  }

  @Test func levelTwice() {
    expect(part: .levels(category: 0)) {
      try model(categories: [CategoricalColumn(name: "c", firstFeature: 0, levels: ["x", "x"])])
    }
  }

  @Test func moreLevelsThanFeatures() {
    expect(part: .levels(category: 0)) {
      try model(categories: [CategoricalColumn(name: "c", firstFeature: 1, levels: ["x", "y"])])
    }
  }

  @Test func featureOfTwoCategories() {
    expect(part: .firstFeature(category: 1)) {
      try model(categories: [
        CategoricalColumn(name: "c", firstFeature: 0, levels: ["x", "y"]),
        CategoricalColumn(name: "d", firstFeature: 1, levels: ["x"]),
      ])
    }
  }

  @Test func categoriesInAnotherOrderThanFeatures() {
    expect(part: .firstFeature(category: 1)) {
      try model(categories: [
        CategoricalColumn(name: "c", firstFeature: 1, levels: ["x"]),
        CategoricalColumn(name: "d", firstFeature: 0, levels: ["x"]),
      ])
    }
  }

  @Test func columnOfTextCalledAsOneOfNumbers() {
    expect(part: .columns) {
      try model(categories: [CategoricalColumn(name: "b", firstFeature: 0, levels: ["x"])])
    }
  }

  @Test func columnsOfATable() throws {
    let features = ["n", "c=x", "c=y", "m", "d=z"].map { Feature(name: $0) }
    let categories = [
      CategoricalColumn(name: "c", firstFeature: 1, levels: ["x", "y"]),
      CategoricalColumn(name: "d", firstFeature: 4, levels: ["z"], unknown: .zeros),
    ]
    let model = try model(features: features, categories: categories, layers: [layer(5, 1)])
    #expect(
      Array(model.input.columns) == [
        .number(features[0]), .category(categories[0]), .number(features[3]),
        .category(categories[1]),
      ])
    #expect(model.input.columns.map(\.name) == ["n", "c", "m", "d"])
  }

  @Test func onlyWhatRangesTellIsLeftOut() {
    let categories = [CategoricalColumn(name: "c", firstFeature: 1, levels: ["x"])]
    let input = InputDescription(
      features: [
        Feature(name: "a", offset: 1, scale: 2, range: 0...1, imputed: 3),
        Feature(name: "b", range: 0...1, imputed: 4),
      ], categories: categories, privacyNote: "private")
    #expect(
      input.withoutRanges
        == InputDescription(
          features: [
            Feature(name: "a", offset: 1, scale: 2, imputed: 3), Feature(name: "b", imputed: 4),
          ], categories: categories))
  }

  @Test func noLayers() { expect(part: .layers) { try model(layers: []) } }

  @Test func widthsDoNotChain() {
    expect(part: .weights(layer: 1)) { try model(layers: [layer(2, 3), layer(4, 1)]) }
  }

  @Test func weightNotFinite() {
    expect(part: .weights(layer: 0)) {
      try model(layers: [
        DenseLayer(
          inputCount: 2, outputCount: 1, weights: FloatBlock([1, .nan]), bias: FloatBlock([0]),
          activation: .linear)
      ])
    }
  }

  @Test func activationParameterNotFinite() {
    expect(part: .parameter(layer: 0, name: "alpha")) {
      try model(layers: [layer(2, 1, .elu(alpha: .infinity))])
    }
  }

  @Test func labelCount() { expect(part: .labels) { try model(labels: ["y", "z"]) } }

  @Test func labelTwice() { expect(part: .labels) { try model(labels: ["y", "y"]) } }

  @Test func classificationWithoutSoftmax() {
    expect(part: .activation(layer: 0)) {
      try model(layers: [layer(2, 3)], task: .classification, labels: ["a", "b", "c"])
    }
  }

  @Test func temperatureZero() {
    expect(part: .temperature) {
      try model(
        layers: [layer(2, 2, .softmax)], task: .classification, labels: ["a", "b"], temperature: 0)
    }
  }

  @Test func temperatureWithoutProbabilities() {
    expect(part: .temperature) { try model(temperature: 2) }
  }

  @Test func thresholdOutsideProbabilities() {
    for threshold: Float in [0, 1, -1, .nan, .infinity] {
      expect(part: .threshold) {
        try model(
          layers: [layer(2, 1, .sigmoid)], task: .classification, labels: ["a", "b"],
          threshold: threshold)
      }
    }
  }

  @Test func thresholdThatNothingIsComparedWith() {
    expect(part: .threshold) { try model(threshold: 0.25) }
    expect(part: .threshold) {
      try model(
        layers: [layer(2, 2, .softmax)], task: .classification, labels: ["a", "b"],
        threshold: 0.25)
    }
  }

  @Test func verificationInputsOfAnotherWidth() {
    expect(part: .verificationInputs) {
      try model(verification: VerificationRows(inputs: FloatBlock([1]), outputs: FloatBlock([1])))
    }
  }

  @Test func verificationOutputsOfAnotherCount() {
    expect(part: .verificationOutputs) {
      try model(
        verification: VerificationRows(inputs: FloatBlock([1, 2]), outputs: FloatBlock([1, 2])))
    }
  }

  @Test func provenanceKeyTwice() {
    expect(part: .provenance) {
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
