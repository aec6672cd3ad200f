import MLPKernels
import MLPModel
import Random
import Storage

/// Every tier that this machine can run.
let tiers = KernelTier.allCases.filter(\.isAvailable)

/// `count` floats in [-scale, scale), the same every time.
func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
  var generator = Philox(seed: seed, stream: 0x7E57)
  return (0..<count).map { _ in (generator.unitFloat() * 2 - 1) * scale }
}

/// A network of those widths with `hidden` between its layers.
func makeModel(
  _ widths: [Int], hidden: Activation, task: Task = .regression, scaled: Bool = false
) throws -> MultilayerPerceptron {
  var layers: [DenseLayer] = []
  for (k, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
    let last = k == widths.count - 2
    layers.append(
      try DenseLayer(
        inputCount: inputs, outputCount: outputs,
        weights: FloatBlock(numbers(inputs * outputs, seed: UInt64(k), scale: 0.5)),
        bias: FloatBlock(numbers(outputs, seed: UInt64(100 + k))),
        activation: last ? (task == .classification ? .softmax : .linear) : hidden))
  }
  return try MultilayerPerceptron(
    input: InputDescription(
      features: (0..<widths[0]).map {
        Feature(name: "x\($0)", offset: scaled ? 0.25 : 0, scale: scaled ? 1.5 : 1)
      }),
    layers: layers,
    output: OutputDescription(
      task: task, labels: (0..<(widths.last ?? 0)).map { "y\($0)" },
      temperature: task == .classification ? 1.25 : 1))
}

/// Outputs of a network, `batch` rows at a time.
func run(
  _ model: MultilayerPerceptron, tier: KernelTier, rows: Int, batch: Int, _ x: [Float]
) throws -> [Float] {
  let network = try PackedNetwork(model, tier: tier)
  let scratch = try network.makeScratch(rows: batch)
  var outputs: [Float] = []
  for start in stride(from: 0, to: rows, by: batch) {
    let n = min(batch, rows - start)
    var part = [Float](repeating: .nan, count: n * model.outputCount)
    var none = MutableSpan<Float>()
    var span = part.mutableSpan
    let input = Array(x[(start * model.inputCount)..<((start + n) * model.inputCount)])
    network.forward(rows: n, input.span, logits: &none, outputs: &span, scratch: scratch)
    outputs += part
  }
  return outputs
}

/// Bit patterns, so that NaN and signed zeros compare.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
