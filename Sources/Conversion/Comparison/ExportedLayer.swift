import MLPModel
import MLPRuntime
import Storage

/// One layer of a model, the scaling of the inputs with the first, run by itself: by the runtime, and with the same
/// numbers in double precision.
struct ExportedLayer {
  /// Which layer, from 0.
  let number: Int
  private let input: InputDescription
  private let layer: DenseLayer
  private let weights: [Float]
  private let bias: [Float]
  private let isScaled: Bool

  /// What a row of inputs comes to.
  struct Result {
    let preActivations: [Float]
    let outputs: [Float]
  }

  init(_ model: MultilayerPerceptron, _ number: Int) {
    self.number = number
    layer = model.layers[number]
    weights = layer.weights.array
    bias = layer.bias.array
    isScaled = number == 0
    input =
      number == 0
      ? model.input
      : InputDescription(features: Self.names(layer.inputCount).map { Feature(name: $0) })
  }

  /// A layer that gives what its activation makes of one number.
  init(identityWith activation: Activation, number: Int) throws {
    self.number = number
    layer = try DenseLayer(
      inputCount: 1, outputCount: 1, weights: FloatBlock([1]), bias: FloatBlock([0]),
      activation: activation)
    weights = [1]
    bias = [0]
    isScaled = false
    input = InputDescription(features: [Feature(name: "z")])
  }

  var inputCount: Int { layer.inputCount }
  var outputCount: Int { layer.outputCount }
  var activation: Activation { layer.activation }

  private static func names(_ count: Int) -> [String] { (0..<count).map { "\($0)" } }

  /// What the runtime gives for each row.
  ///
  /// - Throws: `InvalidModel`, `OutOfMemory` and others where the layer is no model.
  func run(_ rows: [[Float]]) throws -> [Result] {
    let model = try MultilayerPerceptron(
      input: InputDescription(features: input.features.map(\.plain)), layers: [layer],
      output: OutputDescription(task: .regression, labels: Self.names(outputCount)))
    let session = try Session(Model(model), threads: 1)
    let flat = Array(rows.joined())
    var logits = [Float](repeating: 0, count: rows.count * outputCount)
    var outputs = logits
    var span = logits.mutableSpan
    try session.predictLogits(flat.span, into: &span)
    span = outputs.mutableSpan
    try session.predict(flat.span, into: &span)
    return rows.indices.map { row in
      let range = row * outputCount..<(row + 1) * outputCount
      return Result(preActivations: Array(logits[range]), outputs: Array(outputs[range]))
    }
  }

  /// The inputs of the weights: a row, scaled where this is the first layer.
  func scaled(_ row: [Float]) -> [Double] {
    guard isScaled else { return row.map(Double.init) }
    return zip(row, input.features).map {
      (Double($0) - Double($1.offset)) * Double($1.scale)
    }
  }

  /// The row that gives about these inputs.
  func unscaled(_ inputs: [Double]) -> [Float] {
    guard isScaled else { return inputs.map(Float.init) }
    return zip(inputs, input.features).map { value, feature in
      Float(Double(feature.offset) + (feature.scale == 0 ? 0 : value / Double(feature.scale)))
    }
  }

  /// The pre-activations in double precision, and for each the sum of what is added on the way, without signs.
  ///
  /// - Parameter inputs: as ``scaled(_:)`` gives them.
  func preActivations(of inputs: [Double]) -> (sums: [Double], sizes: [Double]) {
    var sums = bias.map(Double.init)
    var sizes = sums.map(abs)
    let weights = weights.span
    for i in inputs.indices {
      for j in 0..<outputCount {
        let product = inputs[i] * Double(weights[i * outputCount + j])
        sums[j] += product
        sizes[j] += abs(product)
      }
    }
    return (sums, sizes)
  }

  /// The inputs with one of them changed, so that a unit comes to the pre-activation `target`, and which; as they
  /// are where the unit depends on none.
  func solved(
    _ inputs: [Double], unit: Int, for target: Double
  ) -> (inputs: [Double], place: Int) {
    var (sum, heaviest, place) = (Double(bias[unit]), 0.0, 0)
    for i in inputs.indices {
      let weight = Double(weights[i * outputCount + unit])
      sum += inputs[i] * weight
      if abs(weight) > abs(heaviest) { (heaviest, place) = (weight, i) }
    }
    guard heaviest != 0 else { return (inputs, place) }
    var changed = inputs
    changed[place] += (target - sum) / heaviest
    return (changed, place)
  }
}

extension Feature {
  /// The feature's name and scaling alone.
  fileprivate var plain: Feature { Feature(name: name, offset: offset, scale: scale) }
}
