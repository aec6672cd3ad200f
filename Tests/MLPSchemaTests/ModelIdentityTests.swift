import MLPModel
import MLPSchema
import ModelSamples
import Storage
import Testing

@Suite struct ModelIdentityTests {
  private func identity(_ model: MultilayerPerceptron) -> ModelIdentity {
    ModelIdentity(of: model, arithmeticVersion: 1)
  }

  @Test func textComesBack() throws {
    let identity = identity(try ModelSample.full())
    #expect(identity.description.count == 64)
    #expect(ModelIdentity(identity.description) == identity)
  }

  @Test func otherTextIsRefused() {
    let digits = String(repeating: "0f", count: 32)
    #expect(ModelIdentity(digits) != nil)
    for text in ["", String(digits.dropLast()), digits + "0", digits.uppercased(), digits + "00"] {
      #expect(ModelIdentity(text) == nil, "\(text)")
    }
    #expect(ModelIdentity("g" + digits.dropFirst()) == nil)
  }

  /// What changes a prediction, or what it is called, changes the identity.
  @Test func everyPartOfTheMeaningCounts() throws {
    let base = try ModelSample.model(widths: [2, 2], last: .sigmoid, task: .multiLabel)
    let layer = base.layers[0]
    var weights = layer.weights.array
    weights[3] = weights[3].nextUp
    func with(
      features: [Feature]? = nil, weights: [Float]? = nil, activation: Activation = .sigmoid,
      task: Task = .multiLabel, labels: [String]? = nil, temperature: Float = 1
    ) throws -> MultilayerPerceptron {
      try MultilayerPerceptron(
        input: InputDescription(features: features ?? Array(base.input.features)),
        layers: [
          try DenseLayer(
            inputCount: 2, outputCount: 2,
            weights: try FloatBlock(weights ?? layer.weights.array), bias: layer.bias,
            activation: activation)
        ],
        output: OutputDescription(
          task: task, labels: labels ?? Array(base.output.labels), temperature: temperature))
    }
    let first = base.input.features[0]
    func feature(
      name: String? = nil, origin: Double = 0, offset: Float = 0, scale: Float = 0,
      ranged: Bool = true
    ) -> [Feature] {
      [
        Feature(
          name: name ?? first.name, origin: origin, offset: first.offset + offset,
          scale: first.scale + scale,
          range: ranged ? first.range : nil), base.input.features[1],
      ]
    }
    let variants = [
      base, try with(features: feature(origin: 1)), try with(features: feature(origin: 1.0.nextUp)),
      try with(features: feature(name: "other")), try with(features: feature(offset: 1)),
      try with(features: feature(scale: 1)), try with(features: feature(ranged: false)),
      try with(features: base.input.features.reversed()), try with(weights: weights),
      try with(activation: .tanh, task: .regression), try with(task: .regression),
      try with(
        activation: .leakyReLU(negativeSlope: 0.1), task: .regression),
      try with(
        activation: .leakyReLU(negativeSlope: 0.2), task: .regression),
      try with(labels: ["label 1", "label 0"]), try with(temperature: 2),
    ]
    #expect(Set(variants.map(identity)).count == variants.count)
    #expect(identity(base) == identity(try with()))
    #expect(ModelIdentity(of: base, arithmeticVersion: 2) != identity(base))
  }

  @Test func whatDoesNotChangeAPredictionDoesNotCount() throws {
    let full = try ModelSample.full()
    let bare = try MultilayerPerceptron(
      input: full.input, layers: full.layers, output: full.output)
    #expect(identity(full) == identity(bare))
  }

  /// What makes rows of a table, and decisions of outputs, counts too; the note about ranges doesn't.
  @Test func everyOptionalPartOfTheMeaningCounts() throws {
    let base = try ModelSample.categorical()
    func with(
      features: [Feature]? = nil, _ colour: CategoricalColumn? = nil, threshold: Float = 0.25,
      note: String? = nil
    ) throws -> MultilayerPerceptron {
      try MultilayerPerceptron(
        input: InputDescription(
          features: features ?? Array(base.input.features),
          categories: [colour ?? base.input.categories[0], base.input.categories[1]],
          privacyNote: note), layers: base.layers,
        output: OutputDescription(
          task: .classification, labels: base.output.labels, temperature: 2, threshold: threshold))
    }
    func colour(
      _ name: String = "colour", _ first: Int = 1, _ levels: [String] = ["red", "grün", "blue"],
      _ unknown: CategoricalColumn.UnknownLevel = .error
    ) -> CategoricalColumn {
      CategoricalColumn(name: name, firstFeature: first, levels: levels, unknown: unknown)
    }
    let other = base.input.features.map {
      Feature(
        name: $0.name, offset: $0.offset, scale: $0.scale, range: $0.range,
        imputed: ($0.imputed ?? 0).nextUp)
    }
    let never = base.input.features.map {
      Feature(name: $0.name, offset: $0.offset, scale: $0.scale, range: $0.range)
    }
    let bare = try MultilayerPerceptron(
      input: InputDescription(features: base.input.features), layers: base.layers,
      output: base.output)
    let variants = [
      base, bare, try with(colour("color")), try with(colour("colour", 2)),
      try with(colour("colour", 1, ["red", "blue", "grün"])),
      try with(colour("colour", 1, ["red", "grün"])),
      try with(colour("colour", 1, ["red", "grün", "blue"], .zeros)),
      try with(features: other), try with(features: never), try with(threshold: 0.5),
      try with(threshold: 0.75),
    ]
    #expect(Set(variants.map(identity)).count == variants.count)
    #expect(identity(base) == identity(try with(note: nil)))
    #expect(identity(base) == identity(try with(colour(), note: "another")))
  }

  /// A text and its neighbour cannot be cut elsewhere to give the same bytes.
  @Test func namesAreKeptApart() throws {
    func model(_ labels: [String]) throws -> MultilayerPerceptron {
      try MultilayerPerceptron(
        input: InputDescription(features: [Feature(name: "x")]),
        layers: [
          try DenseLayer(
            inputCount: 1, outputCount: 2, weights: try FloatBlock([1, 2]),
            bias: try FloatBlock([0, 0]), activation: .linear)
        ], output: OutputDescription(task: .regression, labels: labels))
    }
    #expect(identity(try model(["ab", "c"])) != identity(try model(["a", "bc"])))
  }

  /// What is missing in which column counts; that a list is the built-in one does not.
  @Test func textsOfMissingValuesCount() throws {
    let base = try ModelSample.categorical()
    func with(_ lists: [[String]?]) throws -> MultilayerPerceptron {
      let lists = try lists.map { try $0.map { try MissingTexts($0) } ?? .builtIn }
      return try MultilayerPerceptron(
        input: base.input.with(missing: lists), layers: base.layers, output: base.output)
    }
    let variants = [
      try with([nil, nil, nil, nil, nil]), try with([[], [], [], [], []]),
      try with([[], nil, nil, nil, nil]), try with([nil, [], nil, nil, nil]),
      try with([["?"], ["?"], ["?"], ["?"], ["?"]]), try with([["?"], ["?"], ["?"], ["?"], nil]),
      try with([["?"], ["-"], ["?"], ["-"], ["?"]]), try with([["-"], ["?"], ["-"], ["?"], ["-"]]),
      try with([["?"], ["-"], ["?"], ["?"], ["?"]]), try with([["?", "-"], nil, nil, nil, nil]),
      try with([["?"], ["-"], nil, nil, nil]), try with([["é"], nil, nil, nil, nil]),
      try with([["e\u{301}"], nil, nil, nil, nil]),
    ]
    #expect(Set(variants.map(identity)).count == variants.count)
    #expect(identity(variants[0]) == identity(base))
    #expect(
      try identity(with([["-99.0", "?"], nil, nil, nil, nil]))
        == identity(with([["?", "-99"], nil, nil, nil, nil])))
  }
}
