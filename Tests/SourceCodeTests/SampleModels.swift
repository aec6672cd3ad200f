import MLPModel
import Storage
import TestSupport

/// Models of every activation and form, and rows for them.
enum SampleModels {
  static func numbers(_ count: Int, _ generator: inout SplitMix64, scale: Float) -> [Float] {
    (0..<count).map { _ in scale * Float(Int32(truncatingIfNeeded: generator.next())) * 0x1p-31 }
  }

  private static func model(
    _ widths: [Int], _ hidden: Activation, _ last: Activation, temperature: Float = 1,
    isScaled: Bool
  ) throws -> MultilayerPerceptron {
    var generator = SplitMix64(seed: UInt64(widths.reduce(0, +)))
    let layers = try zip(widths, widths.dropFirst()).enumerated().map { k, shape in
      try DenseLayer(
        inputCount: shape.0, outputCount: shape.1,
        weights: FloatBlock(numbers(shape.0 * shape.1, &generator, scale: 1)),
        bias: FloatBlock(numbers(shape.1, &generator, scale: 1)),
        activation: k == widths.count - 2 ? last : hidden)
    }
    let features = numbers(widths[0], &generator, scale: 1).enumerated().map { j, offset in
      Feature(
        name: "feature \"\(j)\"??/\n", offset: isScaled ? offset : 0, scale: isScaled ? 1.5 : 1)
    }
    return try MultilayerPerceptron(
      input: InputDescription(features: features), layers: layers,
      output: OutputDescription(
        task: last == .softmax ? .classification : .regression,
        labels: (0..<widths[widths.count - 1]).map { "größe \($0)" }, temperature: temperature))
  }

  /// The usual parameters and others, narrow and wide layers, one of each form at the end.
  static func all() throws -> [(name: String, model: MultilayerPerceptron)] {
    let more: [Activation] = [
      .leakyReLU(negativeSlope: 0), .clippedReLU(negativeSlope: 0.25, threshold: -0.5, maximum: 1),
      .hardSigmoid(alpha: 0.2, beta: 0.5), .elu(alpha: 0.3), .celu(alpha: 0.3), .softplus(beta: 3),
      .squareplus(b: 0.1), .silu(alpha: 1.7),
    ]
    var models: [(String, MultilayerPerceptron)] = []
    for (k, activation) in (Activation.all + more).enumerated() {
      models.append(("h\(k)", try model([5, 19, 3], activation, .linear, isScaled: false)))
    }
    models.append(("wide", try model([30, 200, 65, 7], .tanh, .softmax, isScaled: true)))
    models.append(
      ("warm", try model([7, 17], .linear, .softmax, temperature: 1.75, isScaled: true)))
    models.append(("log", try model([3, 2, 70], .gelu, .logSoftmax, isScaled: false)))
    models.append(("one", try model([65, 1], .relu, .softplus(beta: 1), isScaled: true)))
    models.append(("big", try model([2, 600, 2], .relu, .linear, isScaled: false)))
    return models
  }

  static func bytes(_ floats: [Float]) -> [UInt8] {
    floats.flatMap { float in
      (0..<4).map { UInt8(truncatingIfNeeded: float.bitPattern >> (8 * $0)) }
    }
  }

  /// Rows of ordinary and of hard numbers.
  static func rows(_ columns: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(columns))
    let special: [Float] = [
      0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-20, -88, 104,
    ]
    return numbers(40 * columns, &generator, scale: 1)
      + numbers(20 * columns, &generator, scale: 30)
      + (0..<24 * columns).map { _ in
        generator.below(3) == 0
          ? special[generator.below(special.count)] : numbers(1, &generator, scale: 4)[0]
      }
  }
}
