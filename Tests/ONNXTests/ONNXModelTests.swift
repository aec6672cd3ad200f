import MLPKernels
import MLPModel
import ModelSamples
import Storage
import TestSupport
import Testing

@testable import ONNX

/// The files as any reader of protobuf sees them, and what their graphs compute.
@Suite struct ONNXModelTests {
  private static func numbers(_ count: Int, _ generator: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(Int32(truncatingIfNeeded: generator.next())) * 0x1p-31 }
  }

  private static func model(_ activation: Activation) throws -> MultilayerPerceptron {
    var generator = SplitMix64(seed: 5)
    func layer(_ inputs: Int, _ outputs: Int, _ activation: Activation) throws -> DenseLayer {
      try DenseLayer(
        inputCount: inputs, outputCount: outputs,
        weights: FloatBlock(numbers(inputs * outputs, &generator)),
        bias: FloatBlock(numbers(outputs, &generator)), activation: activation)
    }
    let features = (0..<4).map { Feature(name: "x\($0)", offset: 0.25 * Float($0), scale: 2) }
    return try MultilayerPerceptron(
      input: InputDescription(features: features),
      layers: [layer(4, 7, activation), layer(7, 3, .linear)],
      output: OutputDescription(task: .regression, labels: ["a", "b", "größe"]))
  }

  private static let activations: [Activation] =
    Activation.all + [
      .leakyReLU(negativeSlope: 0.3),
      .clippedReLU(negativeSlope: 0.25, threshold: -0.5, maximum: 1),
      .threshold(theta: -0.25, value: 0.5), .hardSigmoid(alpha: 0.2, beta: 0.5), .elu(alpha: 0.3),
      .hardTanh(minimum: -0.25, maximum: 0.5), .celu(alpha: 0.3), .softplus(beta: 3),
      .squareplus(b: 0.1), .silu(alpha: 1.7),
    ]

  private func graph(_ model: MultilayerPerceptron) throws -> (file: Fields, graph: Fields) {
    let file = try Fields(try #require(ONNXModel(model, identity: "of a test")).bytes)
    return (file, try #require(try file.messages(7).first))
  }

  /// The graph's outputs are the model's, for rows that reach every piece of an activation.
  private func expectSameOutputs(_ model: MultilayerPerceptron, _ rows: [Float]) throws {
    let expected = try model.referenceOutputs(for: FloatBlock(rows)).array
    var run = try GraphRun(graph(model).graph)
    let width = model.inputCount
    for row in 0..<rows.count / width {
      // Raw values, which the graph takes the origins off; these sums are exact.
      let inputs = zip(rows[row * width..<(row + 1) * width], model.input.features).map {
        $1.origin + Double($0)
      }
      let found = try run.outputs(of: inputs)
      #expect(found.count == model.outputCount)
      for (j, number) in found.enumerated() {
        let wanted = Double(expected[row * model.outputCount + j])
        #expect(abs(number - wanted) <= 2e-6 * max(1, abs(wanted)), "row \(row) output \(j)")
      }
    }
  }

  @Test(arguments: activations) func everyActivationComputesTheSame(
    _ activation: Activation
  ) throws {
    var generator = SplitMix64(seed: 9)
    // Exponentials of large numbers would cancel each other in the last layer.
    let reach: Float = activation == .exponential ? 0.25 : 2
    let rows = Self.numbers(30 * 4, &generator).map { reach * $0 }
    try expectSameOutputs(try Self.model(activation), rows)
  }

  @Test func everySampleComputesTheSame() throws {
    for (_, model) in try ModelSample.all() {
      var generator = SplitMix64(seed: 11)
      let rows = zip(Self.numbers(10 * model.inputCount, &generator), 0...).map { number, i in
        let feature = model.input.features[i % model.inputCount]
        return feature.scale == 0 ? number : number / feature.scale + feature.offset
      }
      try expectSameOutputs(model, rows)
    }
  }

  @Test func theFileSaysWhatItIs() throws {
    let (file, graph) = try graph(Self.model(.relu))
    #expect(file.integers(1) == [9])
    #expect(file.texts(2) == ["mlp-export"])
    let operators = try #require(try file.messages(8).first)
    #expect(operators.texts(1) == [""])
    #expect(operators.integers(2) == [20])
    let facts = try file.messages(14).map { $0.texts(1) + $0.texts(2) }
    #expect(
      facts == [
        ["features", "x0\nx1\nx2\nx3"], ["labels", "a\nb\ngröße"], ["task", "regression"],
        ["identity", "of a test"],
      ])
    #expect(try graph.messages(11).map { $0.texts(1) } == [["input"]])
    #expect(try graph.messages(12).map { $0.texts(1) } == [["output"]])
    let shape = try #require(
      try graph.messages(12)[0].messages(2)[0].messages(1)[0].messages(2).first)
    #expect(try shape.messages(1).map { $0.texts(2) } == [["rows"], []])
    #expect(try shape.messages(1).map { $0.integers(1) } == [[], [3]])
    #expect(
      try graph.messages(1).map { $0.texts(4)[0] }
        == ["Sub", "Mul", "Gemm", "Relu", "Gemm", "Identity"])
    #expect(try GraphRun(graph).shapes["constant_2"] == [4, 7])
  }

  /// Raw values are no float32, so the input is float64, and a host that gives float32 is told.
  @Test func aModelWithOriginsTakesDoubles() throws {
    let (_, graph) = try graph(try ModelSample.origins())
    func type(_ field: Int) throws -> [Int] {
      try graph.messages(field)[0].messages(2)[0].messages(1)[0].integers(1)
    }
    #expect(try type(11) == [11])
    #expect(try type(12) == [1])
    #expect(try graph.messages(1).prefix(3).map { $0.texts(4)[0] } == ["Sub", "Cast", "Sub"])
  }

  @Test func integersTakeAsManyBytesAsTheyNeed() {
    for (value, expected) in [
      (0, [8, 0] as [UInt8]), (127, [8, 127]), (128, [8, 128, 1]), (300, [8, 172, 2]),
    ] {
      var message = ProtobufMessage()
      message.append(1, value)
      #expect(message.bytes == expected)
    }
    var message = ProtobufMessage()
    message.append(20, Float(1))
    #expect(message.bytes == [0xA5, 1, 0, 0, 0x80, 0x3F])
  }
}
