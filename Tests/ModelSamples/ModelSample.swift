import MLPModel
import Storage
import TestSupport

/// Models for tests: small, seeded, between them every part that a model file can hold.
public enum ModelSample {
  /// A net of those widths with drawn weights.
  ///
  /// - Parameters:
  ///   - widths: inputs, then the outputs of each layer.
  ///   - hidden: the activation of every layer but the last.
  ///   - last: the activation of the last.
  public static func model(
    widths: [Int], hidden: Activation = .relu, last: Activation = .linear,
    task: Task = .regression, temperature: Float = 1, ranges: Bool = true, rows: Int = 0,
    provenance: Provenance = Provenance(), seed: UInt64 = 1
  ) throws -> MultilayerPerceptron {
    var random = SplitMix64(seed: seed)
    let features = (0..<widths[0]).map { i in
      let minimum = random.float()
      return Feature(
        name: "feature \(i)", offset: random.float(), scale: random.float(),
        range: ranges ? minimum...(minimum + 2) : nil)
    }
    let layers = try (1..<widths.count).map { k in
      try DenseLayer(
        inputCount: widths[k - 1], outputCount: widths[k],
        weights: try FloatBlock((0..<widths[k - 1] * widths[k]).map { _ in random.float() }),
        bias: try FloatBlock((0..<widths[k]).map { _ in random.float() }),
        activation: k == widths.count - 1 ? last : hidden)
    }
    let outputs = widths[widths.count - 1]
    let labels = task == .classification && outputs == 1 ? 2 : outputs
    let verification =
      rows == 0
      ? nil
      : VerificationRows(
        inputs: try FloatBlock((0..<rows * widths[0]).map { _ in random.float() }),
        outputs: try FloatBlock((0..<rows * outputs).map { _ in random.float() }),
        tolerance: 1e-6)
    return try MultilayerPerceptron(
      input: InputDescription(features: features), layers: layers,
      output: OutputDescription(
        task: task, labels: (0..<labels).map { "label \($0)" }, temperature: temperature),
      verification: verification, provenance: provenance)
  }

  /// A classifier with every optional part.
  public static func full() throws -> MultilayerPerceptron {
    try model(
      widths: [4, 5, 3], hidden: .leakyReLU(negativeSlope: 0.25), last: .softmax,
      task: .classification, temperature: 1.5, rows: 3,
      provenance: Provenance(entries: [
        .init("producer", .text("mlp-train")), .init("seed", .integer(-7)),
        .init("accuracy", .number(0.1)), .init("acme.note", .text("")),
      ]))
  }

  /// Two columns of text among three of numbers, values for missing ones, a threshold, a note.
  public static func categorical() throws -> MultilayerPerceptron {
    let base = try model(widths: [8, 4, 1], last: .sigmoid, task: .classification, rows: 2)
    return try MultilayerPerceptron(
      input: InputDescription(
        features: base.input.features.enumerated().map { i, feature in
          Feature(
            name: feature.name, offset: feature.offset, scale: feature.scale, range: feature.range,
            imputed: Float(i) / 4)
        },
        categories: [
          CategoricalColumn(name: "colour", firstFeature: 1, levels: ["red", "grün", "blue"]),
          CategoricalColumn(
            name: "size", firstFeature: 5, levels: ["S", "extra large"], unknown: .zeros),
        ], privacyNote: "ranges are of the training rows"),
      layers: base.layers,
      output: OutputDescription(
        task: .classification, labels: base.output.labels, temperature: 2, threshold: 0.25),
      verification: base.verification,
      provenance: Provenance(entries: [
        .init("fact", .text("of it")), .init("seed", .integer(1)), .init("epoch", .number(0.5)),
      ]))
  }

  /// A regression whose first and third features are relative to origins.
  public static func origins() throws -> MultilayerPerceptron {
    let base = try model(widths: [3, 4, 1], rows: 2)
    let origins = [4096, 0, -0.5]
    return try MultilayerPerceptron(
      input: InputDescription(
        features: zip(base.input.features, origins).map { feature, origin in
          Feature(
            name: feature.name, origin: origin, offset: feature.offset, scale: feature.scale,
            range: feature.range)
        }),
      layers: base.layers, output: base.output, verification: base.verification)
  }

  /// ``categorical()`` whose five columns have four lists of texts that are missing values: one of them twice, one
  /// the built-in one, one empty.
  public static func missing() throws -> MultilayerPerceptron {
    let base = try categorical()
    let lists = try [["?", "-999", "n. d."], nil, [], ["-999", "n. d.", "?"], ["é", "e\u{301}"]].map
    {
      try $0.map { try MissingTexts($0) } ?? .builtIn
    }
    return try MultilayerPerceptron(
      input: base.input.with(missing: lists), layers: base.layers, output: base.output,
      verification: base.verification, provenance: base.provenance)
  }

  /// A net with nothing optional.
  public static func smallest() throws -> MultilayerPerceptron {
    try model(widths: [1, 1], ranges: false)
  }

  /// The example of SCHEMA.md, "Identity".
  public static func documented() throws -> MultilayerPerceptron {
    try MultilayerPerceptron(
      input: InputDescription(features: [
        Feature(name: "width", offset: 1.5, scale: 2, range: 0...3),
        Feature(name: "höhe", range: -1...1),
      ]),
      layers: [
        try DenseLayer(
          inputCount: 2, outputCount: 1, weights: try FloatBlock([0.5, -2]),
          bias: try FloatBlock([1]), activation: .leakyReLU(negativeSlope: 0.25))
      ], output: OutputDescription(task: .regression, labels: ["y"]))
  }

  /// Features and labels whose names are hard on text: long, of several scripts, with a newline
  /// and a right-to-left mark.
  public static func names() throws -> MultilayerPerceptron {
    let names = [
      "é", "глубина", "深さ", "🌡️", "a\nb\t\"c\"", "\u{200F}עומק", String(repeating: "x", count: 1024),
    ]
    let layer = try DenseLayer(
      inputCount: names.count, outputCount: names.count,
      weights: try FloatBlock([Float](repeating: 0.5, count: names.count * names.count)),
      bias: try FloatBlock([Float](repeating: 0, count: names.count)), activation: .sigmoid)
    return try MultilayerPerceptron(
      input: InputDescription(features: names.map { Feature(name: $0) }), layers: [layer],
      output: OutputDescription(task: .multiLabel, labels: names.reversed()))
  }

  /// Every sample under a name for messages: each activation, odd shapes, each task.
  public static func all() throws -> [(name: String, model: MultilayerPerceptron)] {
    var samples: [(String, MultilayerPerceptron)] = [
      ("full", try full()), ("categorical", try categorical()), ("origins", try origins()),
      ("missing", try missing()),
      ("smallest", try smallest()),
      ("names", try names()),
      ("documented", try documented()),
      ("one by many", try model(widths: [1, 131])),
      ("many by one", try model(widths: [131, 1], last: .sigmoid, task: .classification)),
      ("wide", try model(widths: [17, 3, 33, 2], rows: 1)),
      ("deep", try model(widths: [Int](repeating: 2, count: 41))),
      ("multi-label", try model(widths: [3, 4], last: .sigmoid, task: .multiLabel)),
    ]
    for activation in Activation.all {
      samples.append(
        (activation.tag, try model(widths: [3, 7, 2], hidden: activation, last: activation)))
    }
    return samples
  }
}

extension SplitMix64 {
  /// From -1 up to 1, never 0.
  mutating func float() -> Float {
    Float(Int32(truncatingIfNeeded: next()) | 1) / 2_147_483_648
  }
}
