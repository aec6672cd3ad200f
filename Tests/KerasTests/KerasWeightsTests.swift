import HDF5Tree
import JSONText
import LayerChain
import Testing

@testable import Keras

/// Which arrays of a file are those of a layer, in the layouts of `.h5` files and of archives.
@Suite struct KerasWeightsTests {
  private func layer(_ className: String, _ name: String, _ settings: [JSON.Member] = []) -> JSON {
    [
      "class_name": .string(className), "name": .string(name),
      "config": .object([.init("name", .string(name))] + settings),
    ]
  }

  private func dense(_ name: String) -> JSON {
    layer(
      "Dense", name,
      [.init("units", 1), .init("use_bias", .bool(false)), .init("activation", "linear")])
  }

  /// A group of one layer in an archive's layout, whose kernel is one number.
  private func archived(_ kernel: Float?, owner: String? = nil) throws -> Group {
    let arrays = try kernel.map { [Member("0", Dataset(try .float32([$0], shape: [1, 1])))] } ?? []
    let attributes = try owner.map { [Attribute("name", try .string($0))] } ?? []
    return Group(members: [Member("vars", Group(attributes: attributes, members: arrays))])
  }

  /// The kernels of a model, in its order, whose description was saved apart from the weights or with them.
  private func kernels(
    _ layers: [JSON], _ file: Group, isWhole: Bool = false
  ) throws -> [Double] {
    let description: JSON = [
      "class_name": "Sequential", "config": ["layers": .array(layers)], "keras_version": "2.13.1",
    ]
    var file = file
    if isWhole { file.attributes.append(Attribute("model_config", try .string(description.text))) }
    let model = try KerasModel(tree: file, isWhole ? nil : Array(description.text.utf8))
    return model.steps.compactMap {
      if case .dense(let kernel, _) = $0.operation { kernel.elements[0] } else { nil }
    }
  }

  private func message(_ body: () throws -> [Double]) -> String {
    let error = #expect(throws: KerasError.self) { try body() }
    return error.map { "\($0)" } ?? ""
  }

  private func container(
    _ name: String = "_layer_checkpoint_dependencies", of groups: [(String, Group)]
  ) -> Group {
    Group(members: [Member(name, Group(members: groups.map { Member($0.0, $0.1) }))])
  }

  @Test(arguments: [
    ["dense", "dense_1", "dense_2"], ["dense", "dense_2", "dense_4"],
    ["dense_2", "dense_10", "dense_11"], ["dense_9", "dense_10", "dense_100"],
  ]) func layersOfAClassGoByTheirNumbers(_ names: [String]) throws {
    // Whatever the order in the file is.
    for places in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
      let groups = try places.map { (names[$0], try archived(Float($0 + 1))) }
      let file = container(of: groups)
      #expect(KerasModel.isKeras(file))
      #expect(try kernels([dense("a"), dense("b"), dense("c")], file) == [1, 2, 3])
    }
  }

  @Test func groupsWithoutWeightsDoNotCount() throws {
    let file = container(
      "layers",
      of: [
        ("input_layer", try archived(nil)), ("dense_1", try archived(1)),
        ("dense_2", try archived(nil)), ("dense_3", try archived(2)), ("dropout", Group()),
      ])
    #expect(
      try kernels(
        [dense("a"), layer("Dropout", "d", [.init("rate", .number(0.5))]), dense("b")], file) == [
          1, 2,
        ])
  }

  @Test(arguments: ["layers", "_layer_checkpoint_dependencies"])
  func aBackslashJoinsNamesOnWindows(_ name: String) throws {
    let (first, second) = (try archived(1), try archived(2))
    let file = Group(members: [
      Member("\(name)\\dense_1", second), Member("\(name)\\dense", first), Member("vars", Group()),
    ])
    #expect(KerasModel.isKeras(file))
    #expect(try kernels([dense("a"), dense("b")], file) == [1, 2])
    let deeper = Group(members: [
      Member("\(name)\\dense_1\\vars", try #require(second.group("vars"))),
      Member("\(name)\\dense\\vars", try #require(first.group("vars"))),
    ])
    #expect(try kernels([dense("a"), dense("b")], deeper) == [1, 2])
  }

  @Test func oneGroupOfAName() throws {
    var file = container(of: [("dense", try archived(1)), ("dense_2", try archived(2))])
    file.members.append(Member("_layer_checkpoint_dependencies\\dense_2", try archived(3)))
    #expect(
      message { try kernels([dense("a"), dense("b")], file) }
        == "_layer_checkpoint_dependencies/dense_2: expected one group of this name")
  }

  @Test func oneGroupOfLayers() throws {
    var file = container(of: [("dense", try archived(1))])
    file.members += container("layers", of: [("dense_1", try archived(2))]).members
    #expect(
      message { try kernels([dense("a"), dense("b")], file) }
        == "layers, _layer_checkpoint_dependencies: expected weights in one of these groups, not in both"
    )
  }

  @Test(arguments: ["dense_1", "dense_01", "dense_99999999999999999999", "conv1d", "dense_x", "_"])
  func weightsOfNoLayer(_ name: String) throws {
    let file = container("layers", of: [("dense", try archived(1)), (name, try archived(2))])
    let found = message { try kernels([dense("a")], file) }
    #expect(
      found.hasPrefix("layers/\(name): found weights of a layer that the description does not have")
    )
  }

  @Test func layersWithoutWeights() throws {
    let file = container("layers", of: [("dense", try archived(1))])
    #expect(
      message { try kernels([dense("a"), dense("b")], file) }
        == "Dense \"b\": weights: found none, but 1 other layers of the class, expected kernel")
  }

  /// Names that a session made differ from another's. The same names in another order are a contradiction.
  @Test(
    arguments: [
      (["dense_1", "dense_2"], nil), (["c", "d"], nil), (["dense", "e"], nil),
      (["dense", "dense_1"], nil), (["dense_1", "dense"], "\"dense_1\" in layers/dense"),
    ] as [([String], String?)]) func namesOfTheSavedLayers(_ names: [String], says: String?) throws
  {
    let layers = [dense("dense"), dense("dense_1")]
    let archive = container(
      "layers",
      of: [
        ("dense", try archived(1, owner: names[0])), ("dense_1", try archived(2, owner: names[1])),
      ])
    let legacy = try legacy(names.map { ($0, ["kernel"]) })
    for file in [archive, legacy] {
      guard says == nil else {
        let found = message { try kernels(layers, file) }
        #expect(found.hasPrefix("Dense \"dense\": weights: found those of \"dense_1\" in "))
        continue
      }
      #expect(try kernels(layers, file) == [1, 2])
      // What was saved together has the same names.
      if names != ["dense", "dense_1"], file.group("layers") == nil {
        #expect(message { try kernels(layers, file, isWhole: true) }.contains("found those of "))
      }
    }
  }

  /// The layout of `.h5` files: layers in order, with arrays of one number, counted from 1.
  private func legacy(_ layers: [(name: String, arrays: [String])]) throws -> Group {
    var count = 0
    var root = Group(attributes: [
      Attribute("layer_names", try .strings(layers.map(\.name))),
      Attribute("keras_version", try .string("2.2.4")),
    ])
    for (name, arrays) in layers {
      var group = Group(attributes: [
        Attribute("weight_names", try .strings(arrays.map { "\(name)/\($0):0" }))
      ])
      for array in arrays {
        count += 1
        let shape = arrays.count == 1 ? [1, 1] : [1]
        group = try adding(
          Dataset(try .float32([Float(count)], shape: shape)), "\(name)/\(array):0", to: group)
      }
      root = try adding(group, name, to: root)
    }
    return root
  }

  private func adding(_ dataset: Dataset, _ path: String, to group: Group) throws -> Group {
    try adding(path, to: group) { Member($0, dataset) }
  }

  private func adding(_ member: Group, _ path: String, to group: Group) throws -> Group {
    try adding(path, to: group) { Member($0, member) }
  }

  private func adding(
    _ path: String, to group: Group, _ member: (String) -> Member
  ) throws -> Group {
    var group = group
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      group.members.append(member(parts[0]))
      return group
    }
    let inner = try adding(parts[1], to: group.group(parts[0]) ?? Group(), member)
    group.members.removeAll { $0.name == parts[0] }
    group.members.append(Member(parts[0], inner))
    return group
  }

  @Test func namesWithSlashes() throws {
    let file = try legacy([("block/a", ["kernel"]), ("block/b", ["kernel"])])
    #expect(try kernels([dense("block/a"), dense("block/b")], file, isWhole: true) == [1, 2])
  }

  @Test func arraysInAnotherOrder() throws {
    let layers = [dense("a"), layer("BatchNormalization", "b")]
    let right = ["gamma", "beta", "moving_mean", "moving_variance"]
    #expect(try kernels(layers, legacy([("a", ["kernel"]), ("b", right)])) == [1])
    // Names that say nothing are taken in their order.
    #expect(try kernels(layers, legacy([("a", ["w"]), ("b", ["w", "x", "y", "z"])])) == [1])
    let turned = ["beta", "gamma", "moving_mean", "moving_variance"]
    #expect(
      message { try kernels(layers, legacy([("a", ["kernel"]), ("b", turned)])) }
        == "BatchNormalization \"b\": weights: found beta in the place of gamma, expected gamma, beta, "
        + "moving_mean, moving_variance in this order")
  }

  @Test(arguments: ["BatchNormalizationV1", "BatchNormalizationV2"])
  func theNameThatTensorFlow1Has(_ className: String) throws {
    let arrays = ["gamma", "beta", "moving_mean", "moving_variance"]
    let file = try legacy([("a", ["kernel"]), ("b", arrays)])
    #expect(try kernels([dense("a"), layer(className, "b")], file) == [1])
  }

  @Test func aVarianceThatIsNone() throws {
    var file = try legacy([("a", ["kernel"])])
    let layers = [dense("a"), layer("BatchNormalization", "b")]
    var group = Group(attributes: [
      Attribute("weight_names", try .strings(["g", "b", "m", "v"]))
    ])
    for (name, value) in [("g", 1), ("b", 0), ("m", 0), ("v", -0.25)] as [(String, Float)] {
      group.members.append(Member(name, Dataset(try .float32([value], shape: [1]))))
    }
    file.members.append(Member("b", group))
    file.attributes[0] = Attribute("layer_names", try .strings(["a", "b"]))
    #expect(
      message { try kernels(layers, file) }.hasPrefix(
        "BatchNormalization \"b\": weights: found -0.25 in moving_variance, expected "))
  }
}
