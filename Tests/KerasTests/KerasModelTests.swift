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
    var groups: [Member] = []
    for (k, arrays) in weights.enumerated() {
      let datasets = try arrays.enumerated().map { i, array in
        Member("w\(i)", Dataset(try .float32(array.values, shape: array.shape)))
      }
      groups.append(
        Member(
          "l\(k)",
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
    #expect(model.source == "keras 2.2.4-tf")
    return try Network(model.steps)
  }

  private let identity: (shape: [Int], values: [Float]) = ([2, 2], [1, 0, 0, 1])

  private func dense(_ name: String = "d", activation: JSON = "linear") -> JSON {
    layer("Dense", name, ["use_bias": .bool(false), "activation": activation])
  }

  @Test func layersThatDoNothingVanish() throws {
    let vanishing = [
      "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization",
    ]
    let input = layer("InputLayer", "i", ["batch_input_shape": [.null, 2]])
    let network = try network(
      [input] + vanishing.map { layer($0, $0) } + [layer("Flatten", "f"), dense()], [[identity]])
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
    #expect(network.scale == [2, 4])
    #expect(network.layers[0].bias.array == [1, 3])
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
        layer("Flatten", "f"), dense(),
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

  private func functional(_ layers: [(String, [String])], _ inputs: [String], _ outputs: [String])
    throws
    -> [String]
  {
    let entries = layers.map { name, sources -> JSON in
      let node = JSON.array(sources.map { [.string($0), 0, 0, [:]] })
      return [
        "class_name": sources.isEmpty ? "InputLayer" : "Dropout", "name": .string(name),
        "config": ["name": .string(name)], "inbound_nodes": sources.isEmpty ? [] : [node],
      ]
    }
    let config: JSON = [
      "class_name": "Functional",
      "config": [
        "layers": .array(entries), "input_layers": .array(inputs.map { [.string($0), 0, 0] }),
        "output_layers": .array(outputs.map { [.string($0), 0, 0] }),
      ],
    ]
    let model = try KerasConfiguration(Array(config.text.utf8), place: "test")
    return model.order.map { model.layers[$0].name }
  }

  @Test func theOrderOfAFunctionalModelIsThatOfItsConnections() throws {
    let order = try functional([("c", ["b"]), ("a", []), ("b", ["a"])], ["a"], ["c"])
    #expect(order == ["a", "b", "c"])
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
      "class_name": "Sequential", "config": ["layers": [dense("a"), dense("b")]],
    ]
    let model = try KerasModel(tree: tree, Array(config.text.utf8))
    #expect(try Network(model.steps).layers.count == 2)
  }
}
