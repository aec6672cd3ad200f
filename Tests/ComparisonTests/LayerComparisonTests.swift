import LayerChain
import MLPModel
import Random
import Storage
import Testing

@testable import Comparison

/// An export beside its source, layer by layer: equal where it was folded right, and not where anything is changed.
@Suite struct LayerComparisonTests {
  private func tensor(_ shape: [Int], _ random: inout Philox, size: Double = 1) throws -> Tensor {
    let count = shape.reduce(1, *)
    return try #require(
      Tensor(
        shape: shape,
        elements: (0..<count).map { _ in size * (2 * Double(random.unitFloat()) - 1) + 0x1p-30 }))
  }

  private func affine(_ center: [Double], _ factor: [Double], _ shift: [Double]) throws -> Step {
    Step("scaling", .affine(try #require(Affine(center: center, factor: factor, shift: shift))))
  }

  /// Scaling, dense, scaling, activation, scaling, dense of `activation`.
  private func steps(
    _ activation: Activation, last: Activation = .linear, width: Int = 5, center: Double = 48.137
  ) throws -> [Step] {
    var random = Philox(seed: 3, stream: 1)
    func spread(_ count: Int, about center: Double) -> [Double] {
      (0..<count).map { _ in center + Double(random.unitFloat()) }
    }
    return [
      try affine(spread(3, about: center), spread(3, about: 19), spread(3, about: 0)),
      Step(
        "first",
        .dense(kernel: try tensor([3, width], &random), bias: try tensor([width], &random))),
      try affine(
        spread(width, about: 0), spread(width, about: 1), spread(width, about: 0)),
      Step("middle", .activation(activation)),
      try affine(
        spread(width, about: 0), spread(width, about: 1), spread(width, about: 0)),
      Step("second", .dense(kernel: try tensor([width, 3], &random), bias: nil)),
      Step("last", .activation(last)),
    ]
  }

  private func difference(
    _ steps: [Step], _ change: (MultilayerPerceptron) throws -> MultilayerPerceptron
  ) throws -> LayerDifference? {
    let model = try change(Network(steps).model(from: "test"))
    do {
      try compareLayers(of: model, with: ReferenceChain(steps, inputCount: 3))
      return nil
    } catch let difference as LayerDifference {
      return difference
    }
  }

  @Test(
    arguments: Activation.all + [
      .clippedReLU(negativeSlope: 0.1, threshold: 0.5, maximum: 2),
      .clippedReLU(negativeSlope: 0, threshold: 0, maximum: .greatestFiniteMagnitude),
      .hardTanh(minimum: -10, maximum: 10), .hardSigmoid(alpha: 0.2, beta: 0.5),
      .celu(alpha: 0.3), .softplus(beta: 7), .silu(alpha: 1.7), .squareplus(b: 0.1),
      .threshold(theta: -3, value: 7),
    ])
  func everyActivationIsThatOfItsSource(_ activation: Activation) throws {
    #expect(try difference(steps(activation)) { $0 } == nil)
    #expect(try difference(steps(.tanh, last: activation)) { $0 } == nil)
  }

  @Test func wideLayersAndFarFromZero() throws {
    #expect(try difference(steps(.relu, width: 300)) { $0 } == nil)
    for center in [0, 1e-8, 2019, 5_334_780, 1.7e9, -1e15] {
      #expect(try difference(steps(.tanh, center: center)) { $0 } == nil, "\(center)")
    }
  }

  @Test func rowsReachEveryCornerFromBothSides() throws {
    for activation: Activation in [
      .hardTanh(minimum: -10, maximum: 10), .relu6, .threshold(theta: 3, value: 1),
      .hardSigmoid(alpha: 0.2, beta: 0.5),
      .clippedReLU(negativeSlope: 0, threshold: 2, maximum: 40),
    ] {
      let model = try Network(steps(activation)).model(from: "test")
      let layer = ExportedLayer(model, 0)
      let rows = LayerProbe(layer, after: []).rows
      let z = rows.flatMap { layer.preActivations(of: layer.scaled($0)).sums }
      for corner in activation.breakpoints.map(Double.init) {
        // Rows about 48 are 4e-6 apart, which the scaling makes 8e-5 of, and the weights a little more.
        let near = 2e-4 * max(1, abs(corner))
        #expect(z.contains { $0 < corner && corner - $0 <= near }, "\(activation) \(corner)")
        #expect(z.contains { $0 > corner && $0 - corner <= near }, "\(activation) \(corner)")
        #expect(z.contains { $0 < corner - 0.9 })
        #expect(z.contains { $0 > corner + 0.9 })
      }
      #expect(z.contains { abs($0) > 1e5 })
      let alone = LayerProbe.preActivations(of: activation)
      for corner in activation.breakpoints {
        for point in [corner.nextDown, corner, corner.nextUp] { #expect(alone.contains(point)) }
      }
      for size: Float in [1e-6, -1e-6, 1e6, -1e6] { #expect(alone.contains(size)) }
    }
  }

  // MARK: What is noticed

  private func layers(
    _ model: MultilayerPerceptron, _ index: Int, weight: Float = 1, bias: Float = 0,
    _ activation: Activation? = nil
  ) throws -> MultilayerPerceptron {
    var layers = model.layers
    let old = layers[index]
    var weights = old.weights.array
    weights[1] *= weight
    var biases = old.bias.array
    biases[1] += bias
    layers[index] = try DenseLayer(
      inputCount: old.inputCount, outputCount: old.outputCount, weights: FloatBlock(weights),
      bias: FloatBlock(biases), activation: activation ?? old.activation)
    return try MultilayerPerceptron(
      input: model.input, layers: layers, output: model.output, provenance: model.provenance)
  }

  @Test func aChangedNumber() throws {
    let steps = try steps(.relu)
    for (index, label) in [(0, "first"), (1, "second")] {
      for (weight, bias) in [(1 + 0x1p-21, 0), (1, 1e-5), (-1, 0), (0, 0)] as [(Float, Float)] {
        let found = try difference(steps) { try layers($0, index, weight: weight, bias: bias) }
        #expect(found?.label == label)
        #expect(found?.layer == index)
        guard case .preActivation(unit: 1, _, _, _) = found?.reason else {
          Issue.record("\(found.map { "\($0)" } ?? "nothing was noticed")")
          continue
        }
      }
    }
  }

  /// An offset that was rounded, and what was lost left out: what no table within a few deviations tells from the
  /// rounding of a deep network.
  @Test func anOffsetWithoutItsRest() throws {
    let found = try difference(steps(.tanh)) { model in
      let features = model.input.features.enumerated().map { i, feature in
        Feature(
          name: feature.name, offset: i == 0 ? feature.offset.nextUp : feature.offset,
          scale: feature.scale)
      }
      return try MultilayerPerceptron(
        input: InputDescription(features: features), layers: model.layers, output: model.output,
        provenance: model.provenance)
    }
    #expect(found?.label == "first")
  }

  @Test func anotherActivation() throws {
    for (source, export) in [
      (.hardTanh(minimum: -10, maximum: 10), .linear), (.relu6, .relu),
      (.hardTanh(minimum: -10, maximum: 10), .hardTanh(minimum: -10, maximum: Float(10).nextUp)),
      (.leakyReLU(negativeSlope: 0.2), .leakyReLU(negativeSlope: 0.01)), (.gelu, .geluTanh),
    ] as [(Activation, Activation)] {
      let found = try difference(steps(source)) { try layers($0, 0, export) }
      #expect(found?.reason == .activation(found: export, expected: source))
      #expect(found?.label == "first")
    }
  }

  /// What --classes adds to logits is no difference; anything else at the end is.
  @Test func theLastActivation() throws {
    #expect(try difference(steps(.relu)) { try layers($0, 1, .softmax) } == nil)
    #expect(try difference(steps(.relu, last: .logSoftmax)) { $0 } == nil)
    #expect(try difference(steps(.relu)) { try layers($0, 1, .tanh) } != nil)
    #expect(try difference(steps(.relu, last: .tanh)) { try layers($0, 1, .linear) } != nil)
  }

  @Test func aLayerTooFew() throws {
    let steps = try steps(.linear)
    let model = try Network(Array(steps.prefix(4))).model(from: "test")
    let error = #expect(throws: LayerDifference.self) {
      try compareLayers(of: model, with: ReferenceChain(steps, inputCount: 3))
    }
    #expect(error?.reason == .layers(found: 1, expected: 2))
  }

  @Test func aLineSaysWhere() {
    let difference = LayerDifference(
      label: "Dense \"hidden\"", layer: 1,
      reason: .preActivation(unit: 3, found: 1.5, expected: 1.25, inputs: 10))
    #expect(
      difference.description
        == "Dense \"hidden\" (layer 1): unit 3: found the pre-activation 1.5, expected 1.25, for inputs up to 10.0, as "
        + "the source's own layer in double precision")
  }
}
