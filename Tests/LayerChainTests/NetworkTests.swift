import MLPModel
import Storage
import Testing

@testable import LayerChain

/// What a network of few steps comes to, in numbers that floats hold exactly.
@Suite struct NetworkTests {
  private func matrix(_ rows: [[Double]]) throws -> Tensor {
    try #require(Tensor(shape: [rows.count, rows[0].count], elements: Array(rows.joined())))
  }

  private func vector(_ elements: [Double]) throws -> Tensor {
    try #require(Tensor(shape: [elements.count], elements: elements))
  }

  private func affine(_ center: [Double], _ factor: [Double], _ shift: [Double]) throws -> Step {
    Step("scaling", .affine(try #require(Affine(center: center, factor: factor, shift: shift))))
  }

  private func dense(_ rows: [[Double]], _ bias: [Double]? = nil) throws -> Step {
    Step("dense", .dense(kernel: try matrix(rows), bias: try bias.map(vector)))
  }

  private let relu = Step("relu", .activation(.relu))

  private func expect(
    _ layer: DenseLayer, _ weights: [Float], _ bias: [Float], _ activation: Activation
  ) {
    #expect(layer.weights.array == weights)
    #expect(layer.bias.array == bias)
    #expect(layer.activation == activation)
  }

  @Test func aLayerWithoutBiasGetsOneOfZeros() throws {
    let network = try Network([dense([[1, 2], [3, 4], [5, 6]]), relu])
    expect(network.layers[0], [1, 2, 3, 4, 5, 6], [0, 0], .relu)
    #expect(network.offset == [0, 0, 0])
    #expect(network.scale == [1, 1, 1])
  }

  @Test func aScalingInFrontBecomesTheInputs() throws {
    let network = try Network([affine([8, 9], [2, 4], [0, 0]), dense([[1], [1]], [5])])
    #expect(network.offset == [8, 9])
    #expect(network.scale == [2, 4])
    expect(network.layers[0], [1, 1], [5], .linear)
  }

  @Test func whatAScalingInFrontAddsGoesToTheBias() throws {
    let network = try Network([affine([8], [2], [0.5]), dense([[1], [10]], [5])])
    #expect(network.offset == [8, 8])
    expect(network.layers[0], [1, 10], [5 + 0.5 + 5], .linear)
  }

  @Test func twoScalingsInFrontAreOne() throws {
    // ((x - 8) 2 - 1) 4 + 3
    let network = try Network([affine([8], [2], [0]), affine([1], [4], [3]), dense([[1]], [0])])
    #expect(network.offset == [8.5])
    #expect(network.scale == [8])
    expect(network.layers[0], [1], [3], .linear)
  }

  /// Whatever a scaling multiplies by 0 has no place of its own.
  @Test func aScalingByNothingBeforeAnother() throws {
    let network = try Network([affine([8], [0], [2]), affine([1], [4], [3]), dense([[1]], [0])])
    #expect(network.scale == [0])
    expect(network.layers[0], [1], [7], .linear)
  }

  /// What float32 does not hold of an offset and a scale is not lost: the layer has it.
  @Test func theRestOfAScalingGoesIntoTheLayer() throws {
    // The offset rounds to 48, and 2^-20 is left; the scale to 20, and one part in 2^25 is left.
    let (rest, part) = (0x1p-20, 0x1p-25)
    let network = try Network([
      affine([48 + rest], [20 * (1 + part)], [0]), dense([[1, 0x1p-30]], [0, 1]),
    ])
    #expect(network.offset == [48])
    #expect(network.scale == [20])
    let bias = -rest * 20 * (1 + part)
    expect(
      network.layers[0], [Float(1 + part), Float(0x1p-30 * (1 + part))],
      [Float(bias), Float(1 + bias * 0x1p-30)], .linear)
    // Not in float32: its remainder would be 0.
    #expect(network.layers[0].bias.array[0] != 0)
  }

  /// A factor that float32 does not hold is the weights'.
  @Test func factorsOutsideOfFloat32() throws {
    let small = try Network([affine([3], [1e-42], [0]), dense([[1e42]])])
    #expect(small.scale == [1])
    expect(small.layers[0], [1], [0], .linear)
    let large = try Network([affine([3], [1e42], [0]), dense([[1e-42]])])
    #expect(large.scale == [1])
    expect(large.layers[0], [1], [0], .linear)
  }

  @Test func aScalingBehindALayerGoesIntoIt() throws {
    let network = try Network([
      dense([[1, 2], [3, 4]], [5, 6]), affine([1, 2], [2, 4], [10, 20]), relu,
    ])
    expect(network.layers[0], [2, 8, 6, 16], [18, 36], .relu)
  }

  @Test func aScalingBehindAnActivationGoesIntoTheNextLayer() throws {
    // b' = b + (s - c f) W
    let network = try Network([
      dense([[1, 1]], [0, 0]), relu, affine([1, 2], [2, 4], [10, 20]), dense([[1], [3]], [5]),
    ])
    expect(network.layers[0], [1, 1], [0, 0], .relu)
    expect(network.layers[1], [2, 12], [5 + 8 + 36], .linear)
  }

  /// Rounded once, to nearest, ties to even.
  @Test func numbersAreRoundedOnce() throws {
    let tie = 1 + 0x1p-24
    let network = try Network([dense([[tie, 1 + 0x3p-24, tie + 0x1p-50]])])
    #expect(network.layers[0].weights.array == [1, 1 + 0x2p-23, 1 + 0x1p-23])
    // In two roundings it would be 1.
    let folded = try Network([dense([[tie]]), affine([0], [1 + 0x1p-40], [0])])
    #expect(folded.layers[0].weights.array == [1 + 0x1p-23])
  }

  @Test func anActivationWithoutALayer() throws {
    let first = try dense([[1]])
    for steps in [[relu, first], [first, relu, relu]] {
      #expect(throws: ChainError("relu", .activationAlone)) { try Network(steps) }
    }
  }

  @Test func aScalingBetweenActivations() throws {
    let scaling = try affine([0], [2], [0])
    let first = try dense([[1]])
    for steps in [[scaling, relu, first], [first, relu, scaling, relu], [first, relu, scaling]] {
      #expect(throws: ChainError("scaling", .scalingAlone)) { try Network(steps) }
    }
  }

  @Test func widthsThatDoNotChain() throws {
    #expect(throws: ChainError("dense", .width(found: 1, expected: 2))) {
      try Network([dense([[1, 1]]), dense([[1]])])
    }
    // The scaling at fault is named, not the one beside it.
    let all = Step("all", .affine(try #require(Affine(center: [0], factor: [1], shift: [0]))))
    for steps in [
      [all, try affine([0, 0], [1, 1], [0, 0]), try dense([[1]])],
      [try affine([0, 0], [1, 1], [0, 0]), all, try dense([[1]])],
      [try affine([0, 0], [1, 1], [0, 0]), try dense([[1]])],
      [try dense([[1]]), try affine([0, 0], [1, 1], [0, 0])],
    ] {
      #expect(throws: ChainError("scaling", .width(found: 2, expected: 1))) { try Network(steps) }
    }
  }

  @Test func noLayers() throws {
    #expect(throws: ChainError("the network", .noDense)) { try Network([]) }
  }

  @Test func shapesThatAreNone() throws {
    let kernel = try vector([1, 2])
    #expect(throws: ChainError.self) { try Network([Step("d", .dense(kernel: kernel, bias: nil))]) }
    #expect(throws: ChainError.self) { try Network([dense([[1]], [1, 2])]) }
  }

  /// The step whose numbers they are is named, whatever it is folded into.
  @Test func numbersThatAreNotFinite() throws {
    let first = try dense([[1]])
    for (steps, label, part) in [
      ([try dense([[.infinity]])], "dense", "weights"),
      ([try dense([[1]], [.nan])], "dense", "bias"),
      ([first, try affine([0], [.infinity], [0])], "scaling", "what it multiplies by"),
      ([try affine([.nan], [1], [0]), first], "scaling", "what it subtracts"),
      ([first, relu, try affine([0], [1], [.infinity]), first], "scaling", "what it adds"),
      ([first, Step("elu", .activation(.elu(alpha: .infinity)))], "elu", "alpha"),
    ] {
      let error = #expect(throws: ChainError.self) { try Network(steps) }
      #expect(error?.label == label)
      guard case .notFinite(part, _, element: 0) = error?.reason else {
        Issue.record("\(error.map { "\($0)" } ?? "")")
        continue
      }
    }
    #expect(throws: ChainError("dense", .range("weights", 1e39))) { try Network([dense([[1e39]])]) }
    #expect(throws: ChainError("dense", .range("bias", -1e39))) {
      try Network([dense([[1]], [-1e39])])
    }
  }

  @Test(arguments: [
    (Activation.softmax, 2, Task.classification, ["0", "1"]),
    (.sigmoid, 1, .classification, ["0", "1"]),
    (.sigmoid, 2, .multiLabel, ["y0", "y1"]), (.linear, 1, .regression, ["y0"]),
    (.softmax, 1, .regression, ["y0"]), (.logSoftmax, 2, .classification, ["0", "1"]),
    (.logSoftmax, 1, .regression, ["y0"]),
  ]) func theLastActivationTellsTheTask(
    _ last: Activation, _ width: Int, _ task: Task, _ labels: [String]
  ) throws {
    let network = try Network([
      dense([[Double](repeating: 1, count: width)]), Step("last", .activation(last)),
    ])
    let model = try network.model(from: "test 1")
    #expect(model.output.task == task)
    #expect(Array(model.output.labels) == labels)
    // Logarithms of probabilities are written as probabilities.
    let isWritten = last == .logSoftmax && width > 1 ? .softmax : last
    #expect(model.layers.last?.activation == isWritten)
    #expect(model.input.features.map(\.name) == ["x0"])
    #expect(model.provenance["imported_from"] == .text("test 1"))
  }
}
