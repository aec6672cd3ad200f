import HDF5Tree
import JSONText
import LayerChain
import MLPModel
import Testing

@testable import Keras

/// Models as values: the layers that fold away, and the chain.
@Suite struct KerasModelTests {
  /// A layer of a description.
  private func layer(_ className: String, _ name: String, _ settings: JSON = [:]) -> JSON {
    guard case .object(let members) = settings else { return .null }
    return [
      "class_name": .string(className), "name": .string(name),
      "config": .object([.init("name", .string(name))] + members),
    ]
  }

  /// A whole model as Keras 2 saves it: the weights of each layer that has some, in order.
  private func network(
    _ layers: [JSON], _ weights: [[(shape: [Int], values: [Float])]]
  ) throws -> Network {
    let classes = ["Dense", "BatchNormalization", "Normalization"].map(JSON.string)
    let owners = layers.filter {
      classes.contains($0["class_name"] ?? .null) && $0["config"]?["mean"] == nil
    }
    var groups: [Member] = []
    for (owner, arrays) in zip(owners, weights) {
      let datasets = try arrays.enumerated().map { i, array in
        Member("w\(i)", Dataset(try .float32(array.values, shape: array.shape)))
      }
      groups.append(
        Member(
          owner["name"]?.string ?? "",
          Group(
            attributes: [Attribute("weight_names", try .strings(arrays.indices.map { "w\($0)" }))],
            members: datasets)))
    }
    let names = Attribute("layer_names", try .strings(groups.map(\.name)))
    let config: JSON = ["class_name": "Sequential", "config": .array(layers)]
    let tree = Group(
      attributes: [
        Attribute("model_config", try .string(config.text)),
        Attribute("keras_version", try .string("2.2.4-tf")),
      ], members: [Member("model_weights", Group(attributes: [names], members: groups))])
    #expect(KerasModel.isKeras(tree))
    let model = try KerasModel(tree: tree, nil)
    #expect(model.release == "2.2.4-tf")
    return try Network(model.steps)
  }

  private let identity: (shape: [Int], values: [Float]) = ([2, 2], [1, 0, 0, 1])

  private func dense(
    _ name: String = "d", units: Int = 2, activation: JSON = "linear"
  ) -> JSON {
    layer(
      "Dense", name,
      ["units": .integer(units), "use_bias": .bool(false), "activation": activation])
  }

  /// What is said of a model that is refused.
  private func refusal(
    _ layers: [JSON], _ weights: [[(shape: [Int], values: [Float])]],
    at place: SourceLocation = #_sourceLocation
  ) -> String {
    let error = #expect(throws: KerasError.self, sourceLocation: place) {
      try network(layers, weights)
    }
    return "\(error.map { "\($0)" } ?? "")"
  }

  @Test func layersThatDoNothingVanish() throws {
    let vanishing: [(String, JSON)] = [
      ("Dropout", ["rate": .number(0.5)]), ("AlphaDropout", ["rate": .number(0.5)]),
      ("GaussianDropout", ["rate": .number(0.5)]), ("GaussianNoise", ["stddev": 1]),
      ("ActivityRegularization", ["l1": 1, "l2": 1]),
    ]
    let input = layer("InputLayer", "i", ["batch_input_shape": [.null, 2]])
    let network = try network(
      [input] + vanishing.map { layer($0, $0, $1) } + [layer("Flatten", "f"), dense()],
      [[identity]])
    #expect(network.layers.count == 1)
    #expect(network.layers[0].bias.array == [0, 0])
  }

  @Test func rescalingInFront() throws {
    let network = try network(
      [layer("Rescaling", "r", ["scale": .number(0.5), "offset": -1]), dense()], [[identity]])
    #expect(network.offset == [2, 2])
    #expect(network.scale == [0.5, 0.5])
    #expect(network.layers[0].bias.array == [0, 0])
  }

  @Test func rescalingByColumn() throws {
    let network = try network(
      [layer("Rescaling", "r", ["scale": [2, 4], "offset": [1, 3]]), dense()], [[identity]])
    #expect(network.offset == [-0.5, -0.75])
    #expect(network.scale == [2, 4])
    #expect(network.layers[0].bias.array == [0, 0])
  }

  @Test func rescalingByNothing() throws {
    let network = try network(
      [layer("Rescaling", "r", ["scale": [0, 2], "offset": [3, 0]]), dense()], [[identity]])
    #expect(network.offset == [0, 0])
    #expect(network.scale == [0, 2])
    #expect(network.layers[0].bias.array == [3, 0])
  }

  @Test func normalizationOfSettings() throws {
    let network = try network(
      [layer("Normalization", "n", ["mean": [3, 4], "variance": [.number(0.25), 4]]), dense()],
      [[identity]])
    #expect(network.offset == [3, 4])
    #expect(network.scale == [2, 0.5])
  }

  @Test func normalizationOfWeights() throws {
    let network = try network(
      [layer("Normalization", "n", ["axis": [-1]]), dense()],
      [[([2], [3, 4]), ([2], [0.25, 0]), ([], [9])], [identity]])
    #expect(network.offset == [3, 4])
    // No column is divided by 0.
    #expect(network.scale == [2, 1e7])
  }

  @Test func normalizationTheOtherWayRound() throws {
    let network = try network(
      [
        dense(),
        layer(
          "Normalization", "n", ["mean": [3, 4], "variance": [4, 16], "invert": .bool(true)]),
      ], [[identity]])
    #expect(network.layers[0].weights.array == [2, 0, 0, 4])
    #expect(network.layers[0].bias.array == [3, 4])
  }

  @Test func batchNormalizationBehindADenseLayer() throws {
    // Variance and ε add up to squares.
    let network = try network(
      [
        dense(),
        layer("BatchNormalization", "b", ["axis": [1], "epsilon": .number(0.25)]),
        layer("ReLU", "r"),
      ],
      [
        [identity],
        [([2], [6, 4]), ([2], [10, 20]), ([2], [1, 2]), ([2], [3.75 + 5, 0.75])],
      ])
    #expect(network.layers[0].weights.array == [2, 0, 0, 4])
    #expect(network.layers[0].bias.array == [8, 12])
    #expect(network.layers[0].activation == .relu)
  }

  @Test func batchNormalizationWithoutScaleAndCenter() throws {
    let settings: JSON = ["scale": .bool(false), "center": .bool(false), "epsilon": 0]
    let network = try network(
      [dense(), layer("BatchNormalization", "b", settings)],
      [[identity], [([2], [1, 2]), ([2], [0.25, 4])]])
    #expect(network.layers[0].weights.array == [2, 0, 0, 0.5])
    #expect(network.layers[0].bias.array == [-2, -1])
  }

  @Test func anImageThatIsFlattened() throws {
    let input = layer("InputLayer", "i", ["batch_input_shape": [.null, 2, 2]])
    let network = try network(
      [
        input, layer("Normalization", "n", ["mean": [1, 2], "variance": [1, 4]]),
        layer("Flatten", "f"), dense(units: 1),
      ],
      [[([4, 1], [1, 1, 1, 1])]])
    #expect(network.offset == [1, 2, 1, 2])
    #expect(network.scale == [1, 0.5, 1, 0.5])
  }

  @Test func aDenseLayerOfAnImage() throws {
    let input = layer("InputLayer", "i", ["batch_input_shape": [.null, 2, 2]])
    let error = #expect(throws: KerasError.self) {
      try network([input, dense("wide")], [[identity]])
    }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains(
        "Dense \"wide\": its input: found rows of shape [2, 2]"))
  }

  @Test func settingsThatWouldBePassedOver() {
    func normalization(_ settings: JSON) -> [JSON] {
      [layer("Normalization", "n", settings), dense()]
    }
    let mean: (shape: [Int], values: [Float]) = ([2], [1, 2])
    for (layers, weights, says) in [
      (
        [layer("Dense", "d", ["units": 2, "use_bias": .null])], [[identity]],
        "Dense \"d\": use_bias: found null, expected true or false"
      ),
      (
        [layer("Dense", "d", ["units": 2, "use_bias": .bool(false), "gain": 3])], [[identity]],
        "Dense \"d\": gain: found 3, expected no such setting"
      ),
      (
        [layer("Dense", "d", ["use_bias": .bool(false)])], [[identity]],
        "Dense \"d\": units: found nothing, expected a setting that"
      ),
      (
        [dense(units: 3)], [[identity]],
        "Dense \"d\": weights: found a kernel of shape [2, 2], expected [inputs, 3]"
      ),
      (
        [layer("InputLayer", "i", ["batch_shape": [.null, 3]]), dense()], [[identity]],
        "Dense \"d\": weights: found a kernel of shape [2, 2], expected [3, 2]"
      ),
      (
        [layer("InputLayer", "i", ["batch_shape": "2"]), dense()], [[identity]],
        "InputLayer \"i\": batch_shape: found \"2\", expected a list"
      ),
      (
        [layer("InputLayer", "i", ["dtype": "int32"]), dense()], [[identity]],
        "InputLayer \"i\": dtype: found \"int32\", expected a type of floats"
      ),
      (
        [layer("InputLayer", "i", ["ragged": .bool(true)]), dense()], [[identity]],
        "InputLayer \"i\": ragged: found true, expected false"
      ),
      (
        [
          layer(
            "Dense", "d",
            [
              "units": 2, "use_bias": .bool(false),
              "dtype": ["class_name": "QuantizedDTypePolicy", "config": ["mode": "int8"]],
            ])
        ], [[identity]], "Dense \"d\": dtype: found {"
      ),
      (
        [layer("Dropout", "o"), dense()], [[identity]],
        "Dropout \"o\": rate: found nothing, expected a setting that"
      ),
      (
        [layer("Rescaling", "r", ["scale": .null]), dense()], [[identity]],
        "Rescaling \"r\": scale: found none, expected a number"
      ),
      // By row, not by column.
      (
        [layer("Rescaling", "r", ["scale": [[1], [2]]]), dense()], [[identity]],
        "Rescaling \"r\": scale: found [[1],[2]], expected a number"
      ),
      (
        [layer("Rescaling", "r", ["scale": [1, 2], "offset": [1, 2, 3]]), dense()], [[identity]],
        "Rescaling \"r\": offset: found 3 numbers, expected 1 or 2"
      ),
      (
        normalization(["mean": [3, 4]]), [[identity]],
        "Normalization \"n\": variance: found none, expected a number"
      ),
      (
        normalization(["variance": [3, 4]]), [[mean, mean, ([], [9])], [identity]],
        "Normalization \"n\": mean: found none, expected a number"
      ),
      (
        normalization(["axis": [0]]), [[mean, mean, ([], [9])], [identity]],
        "Normalization \"n\": axis: found [0], expected the last one"
      ),
      (
        [dense(), layer("BatchNormalization", "b", ["epsilon": .null])],
        [[identity], [mean, mean, mean, mean]],
        "BatchNormalization \"b\": epsilon: found null, expected a number"
      ),
      (
        [dense(), layer("BatchNormalization", "b", ["renorm": .bool(true)])],
        [[identity], [mean, mean, mean, mean]],
        "BatchNormalization \"b\": renorm: found true, expected false"
      ),
      (
        [dense(), layer("BatchNormalization", "b", ["axis": -1])],
        [[identity], [([1], [1]), ([1], [1]), ([1], [1]), ([1], [1])]],
        "BatchNormalization \"b\": weights: found 1 numbers, expected 2"
      ),
      (
        [dense(), layer("BatchNormalization", "b", ["axis": -1])],
        [[identity], [mean, mean, ([1], [1]), mean]],
        "BatchNormalization \"b\": weights: found 1 of moving_mean, expected 2"
      ),
      (
        [layer("Flatten", "f", ["data_format": "channels_first"]), dense()], [[identity]],
        "Flatten \"f\": data_format: found \"channels_first\", expected channels_last"
      ),
    ] as [([JSON], [[(shape: [Int], values: [Float])]], String)] {
      let message = refusal(layers, weights)
      #expect(message.hasPrefix(says), "\(message)")
    }
  }

  private static let wrongNumbers: [JSON] = [
    -1, "16", .number(1.5), .integer(1 << 62), .number(0x1p64), .bool(true), .bool(false),
    [16, "16"], [],
    ["value": 16], "", .number(1e39), .number(-1e300),
  ]

  /// Every number of every class, of each wrong type and size, is refused with the layer and the setting.
  @Test func numbersOfTheWrongTypeOrOutOfTheirRange() {
    var count = 0
    for (name, known) in KerasSettings.ofClass {
      for key
        in (known.required + known.read + known.ignored + ["batch_shape", "batch_input_shape"])
      {
        guard let kind = KerasNumber.ofSetting[key] else { continue }
        for value in Self.wrongNumbers {
          // What the range of a number has in it.
          if case .number(let range) = kind, let number = value.number, range.contains(number) {
            continue
          }
          var settings = known.required.filter { $0 != key }.map { JSON.Member($0, 1) }
          settings.append(.init(key, value))
          let message = refusal([layer(name, "odd", .object(settings)), dense()], [[identity]])
          #expect(
            message.hasPrefix("\(name) \"odd\": \(key): found \(value.text), expected a"),
            "\(message)")
          count += 1
        }
      }
    }
    #expect(count > 400)
    for value: JSON in [
      [.null, -1], [.null, 0], [.null, "2"], [.null, .number(2)], [.null, .integer(1 << 62)],
      [.null, .bool(true)], [-1, 2], [[.null, 2]], 2,
    ] {
      for key in ["batch_shape", "batch_input_shape"] {
        let message = refusal(
          [layer("Flatten", "odd", .object([.init(key, value)])), dense()], [[identity]])
        #expect(message.hasPrefix("Flatten \"odd\": \(key): found "), "\(message)")
      }
    }
    let scaled: [(String, String, JSON)] = [
      ("Softmax", "axis", .number(1)), ("Softmax", "axis", "1"), ("Softmax", "axis", .bool(true)),
      ("ReLU", "negative_slope", .number(-0.5)),
      ("Rescaling", "scale", "1"), ("Rescaling", "scale", .bool(true)), ("Rescaling", "scale", []),
    ]
    for (name, key, value) in scaled {
      let message = refusal(
        [layer(name, "odd", .object([.init(key, value)])), dense()], [[identity]])
      #expect(message.hasPrefix("\(name) \"odd\": \(key): found \(value.text), "), "\(message)")
    }
    let fraction: JSON = ["axis": .number(1), "mean": [0, 0], "variance": [1, 1]]
    #expect(
      refusal([layer("Normalization", "odd", fraction), dense()], [[identity]])
        .hasPrefix("Normalization \"odd\": axis: found 1.0, expected the last one, -1"))
    let variance: JSON = ["axis": [-1], "mean": [0, 0], "variance": [1, -1]]
    #expect(
      refusal([layer("Normalization", "odd", variance), dense()], [[identity]])
        .hasPrefix("Normalization \"odd\": variance: found [1,-1], expected numbers of 0 or more"))
  }

  // MARK: Whose class it is

  private func order(_ description: JSON) throws -> [String] {
    let model = try KerasConfiguration(Array(description.text.utf8), place: "test")
    return model.order.map { model.layers[$0].name }
  }

  /// A description as Keras 3 writes it, of one layer; `change` gets its members.
  private func described(
    _ className: String, _ settings: JSON, module: JSON?, in root: JSON = "keras"
  ) -> JSON {
    let module = module.map { [JSON.Member("module", $0)] } ?? []
    let entry =
      module + [
        .init("class_name", .string(className)), .init("config", settings),
        .init("registered_name", .string(className)),
      ]
    let input: JSON = [
      "module": "keras.layers", "class_name": "InputLayer",
      "config": ["batch_shape": [.null, 2], "name": "i"],
    ]
    return [
      "module": root, "class_name": "Sequential",
      "config": ["layers": [input, .object(entry)]],
    ]
  }

  @Test func aClassIsKerasByItsModule() throws {
    let settings: JSON = ["name": "l", "rate": .number(0.5)]
    for module: JSON in ["keras", "keras.layers", "keras.src.layers.regularization.dropout"] {
      #expect(try order(described("Dropout", settings, module: module)) == ["i", "l"])
    }
    for (module, written) in [
      (.null, "null"), ("own", "\"own\""), ("keras_nlp.layers", "\"keras_nlp.layers\""),
      ("", "\"\""),
      ("kerasx", "\"kerasx\""), (1, "1"), (nil, "none"),
    ] as [(JSON?, String)] {
      let error = #expect(throws: KerasError.self) {
        try order(described("Dropout", settings, module: module))
      }
      #expect(
        error == .foreign(KerasLabel(className: "Dropout", name: "l"), module: written))
    }
  }

  /// Keras 2.12 and 2.13 write the module of the model alone.
  @Test func layersWithoutModulesAreBelieved() throws {
    guard case .object(let members) = described("Dropout", ["name": "l"], module: nil),
      let input = members.last?.value["layers"]?.values?.first
    else {
      Issue.record("no description")
      return
    }
    guard case .object(let entry) = input else { return }
    let plain = JSON.object(entry.filter { $0.name != "module" })
    let dropout: JSON = ["class_name": "Dropout", "config": ["name": "l", "rate": .number(0.5)]]
    let description: JSON = [
      "module": "keras", "class_name": "Sequential", "config": ["layers": [plain, dropout]],
    ]
    #expect(try order(description) == ["i", "l"])
  }

  @Test func soIsAModel() throws {
    let settings: JSON = ["name": "l", "rate": .number(0.5)]
    for root: JSON in [.null, "own"] {
      let error = #expect(throws: KerasError.self) {
        try order(described("Dropout", settings, module: "keras.layers", in: root))
      }
      #expect(error == .modelClass("Sequential", module: root.text))
    }
    // to_json() of Keras 2.15 says it of the layers alone.
    guard case .object(let members) = described("Dropout", settings, module: "keras.layers") else {
      return
    }
    #expect(try order(.object(members.filter { $0.name != "module" })) == ["i", "l"])
  }

  @Test func soIsAPolicyOfTypes() throws {
    for module: JSON in ["own", .null] {
      let settings: JSON = [
        "name": "l", "rate": .number(0.5),
        "dtype": ["module": module, "class_name": "DTypePolicy", "config": ["name": "float32"]],
      ]
      let error = #expect(throws: KerasError.self) {
        try order(described("Dropout", settings, module: "keras.layers"))
      }
      #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("Dropout \"l\": dtype: found {"))
    }
  }

  /// What matters to training alone may be anybody's.
  @Test func foreignObjectsThatDoNotMatter() throws {
    let own: JSON = ["module": "own", "class_name": "Mine", "config": [:]]
    let settings: JSON = [
      "name": "l", "units": 1, "kernel_initializer": own, "kernel_regularizer": own,
      "bias_constraint": own, "activity_regularizer": own,
    ]
    #expect(try order(described("Dense", settings, module: "keras.layers")) == ["i", "l"])
  }

  // MARK: Chains

  /// - Parameter layers: each layer's name, and the names of what it is called with, once for each call.
  private func functional(
    _ layers: [(String, [[String]])], _ inputs: [String], _ outputs: [(String, Int)],
    arguments: JSON = [:]
  ) throws -> [String] {
    let entries = layers.map { name, calls -> JSON in
      let nodes = calls.map { sources in
        JSON.array(
          sources.map { source in
            let parts = source.split(separator: "#")
            return [
              .string("\(parts[0])"), .integer(parts.count > 1 ? Int(parts[1]) ?? 0 : 0), 0,
              arguments,
            ]
          })
      }
      return [
        "class_name": calls.isEmpty ? "InputLayer" : "Dropout", "name": .string(name),
        "config": calls.isEmpty
          ? ["name": .string(name)] : ["name": .string(name), "rate": .number(0.5)],
        "inbound_nodes": .array(nodes),
      ]
    }
    return try order([
      "class_name": "Functional",
      "config": [
        "layers": .array(entries), "input_layers": .array(inputs.map { [.string($0), 0, 0] }),
        "output_layers": .array(outputs.map { [.string($0), .integer($1), 0] }),
      ],
    ])
  }

  private func functional(
    _ layers: [(String, [String])], _ inputs: [String], _ outputs: [String],
    arguments: JSON = [:]
  ) throws -> [String] {
    try functional(
      layers.map { ($0, $1.isEmpty ? [] : [$1]) }, inputs, outputs.map { ($0, 0) },
      arguments: arguments)
  }

  @Test func theOrderOfAFunctionalModelIsThatOfItsConnections() throws {
    let order = try functional([("c", ["b"]), ("a", []), ("b", ["a"])], ["a"], ["c"])
    #expect(order == ["a", "b", "c"])
  }

  /// A layer that is used twice counts twice.
  @Test func layersThatAreShared() throws {
    let order = try functional(
      [("a", []), ("b", [["a"], ["c"]]), ("c", [["b"], ["b#1"]])], ["a"], [("c", 1)])
    #expect(order == ["a", "b", "c", "b", "c"])
    // One use is a branch of its own.
    for (layers, output) in [
      ([("a", []), ("b", [["a"], ["b"]]), ("c", [["b"]])], ("c", 0)),
      ([("a", []), ("b", [["a"], ["b"]])], ("b", 0)), ([("a", []), ("b", [["a"]])], ("b", 1)),
      ([("a", []), ("b", [["a"], ["b#1"]])], ("b", 1)),
    ] as [([(String, [[String]])], (String, Int))] {
      #expect(throws: KerasError.self) { try functional(layers, ["a"], [output]) }
    }
  }

  @Test func whatALayerIsCalledWith() throws {
    for arguments: JSON in [
      [:], .null, ["training": .bool(false)], ["training": .null, "mask": .null],
    ] {
      #expect(
        try functional([("a", []), ("b", ["a"])], ["a"], ["b"], arguments: arguments) == ["a", "b"])
    }
    for arguments: JSON in [["training": .bool(true)], ["training": 1], ["mask": .bool(false)]] {
      let error = #expect(throws: KerasError.self) {
        try functional([("a", []), ("b", ["a"])], ["a"], ["b"], arguments: arguments)
      }
      #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("Dropout \"b\": called with "))
    }
  }

  @Test func modelsThatAreNoChain() throws {
    for (layers, inputs, outputs) in [
      ([("a", []), ("b", ["a"]), ("c", ["a", "b"])], ["a"], ["c"]),
      ([("a", []), ("b", ["a"]), ("c", ["a"])], ["a"], ["c"]),
      ([("a", []), ("b", ["a"])], ["a"], ["b", "a"]),
      ([("a", []), ("b", ["a"])], [], ["b"]),
      ([("a", ["b"]), ("b", ["a"])], ["a"], ["b"]),
      ([("a", []), ("b", ["x"])], ["a"], ["b"]),
      ([("a", []), ("a", ["a"])], ["a"], ["a"]),
    ] as [([(String, [String])], [String], [String])] {
      #expect(throws: KerasError.self) { try functional(layers, inputs, outputs) }
    }
  }

  /// What a name means the description says that comes beside weights, whichever release saved those.
  @Test func theReleaseIsThatOfTheDescription() throws {
    let saved = Group(
      attributes: [Attribute("weight_names", try .strings(["k"]))],
      members: [Member("k", Dataset(try .float32([1, 0, 0, 1], shape: [2, 2])))])
    let tree = Group(
      attributes: [
        Attribute("layer_names", try .strings(["l"])),
        Attribute("keras_version", try .string("2.15.0")),
      ], members: [Member("l", saved)])
    let settings: JSON = [
      "name": "l", "units": 2, "use_bias": .bool(false), "activation": "hard_sigmoid",
    ]
    let new = described("Dense", settings, module: "keras.layers")
    guard case .object(let members) = new else { return }
    for (description, alpha) in [
      (new, Float(1.0 / 6)),
      (.object(members + [.init("keras_version", "2.13.1")]), 0.2),
      // One that does not say it is of the release that saved the weights.
      (.object(members.filter { $0.name != "module" }), 0.2),
    ] as [(JSON, Float)] {
      let model = try KerasModel(tree: tree, Array(description.text.utf8))
      let layers = try Network(model.steps).layers
      #expect(layers.map(\.activation) == [.hardSigmoid(alpha: alpha, beta: 0.5)])
    }
  }

  @Test func namesOverSeveralAttributes() throws {
    let kernel = Dataset(try .float32([1], shape: [1, 1]))
    let layers = try ["l0", "l1"].map { name in
      Member(
        name,
        Group(
          attributes: [Attribute("weight_names", try .strings(["k"]))],
          members: [Member("k", kernel)]))
    }
    let tree = Group(
      attributes: [
        Attribute("layer_names0", try .strings(["l0"])),
        Attribute("layer_names1", try .strings(["l1"])),
        Attribute("keras_version", try .string("2.1.0")),
      ], members: layers)
    let config: JSON = [
      "class_name": "Sequential",
      "config": ["layers": [dense("a", units: 1), dense("b", units: 1)]],
    ]
    let model = try KerasModel(tree: tree, Array(config.text.utf8))
    #expect(try Network(model.steps).layers.count == 2)
  }
}
