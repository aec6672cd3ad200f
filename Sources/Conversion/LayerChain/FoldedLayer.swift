import MLPModel
import Storage

/// A dense layer that scalings around it are folded into, in double precision.
struct FoldedLayer {
  let inputCount: Int
  let outputCount: Int
  private var kernel: [Double]
  private var bias: [Double]
  var activation = Activation.linear

  /// - Throws: ``ChainError`` where the shapes are none of a layer.
  init(_ kernel: Tensor, bias: Tensor?, label: String) throws(ChainError) {
    guard kernel.shape.count == 2, !kernel.shape.contains(0) else {
      throw ChainError(label, .shape(kernel.shape, expected: "[inputs, outputs]"))
    }
    inputCount = kernel.shape[0]
    outputCount = kernel.shape[1]
    if let bias, bias.shape != [outputCount] {
      throw ChainError(label, .shape(bias.shape, expected: "[\(outputCount)] of its bias"))
    }
    self.kernel = kernel.elements
    self.bias = bias?.elements ?? [Double](repeating: 0, count: outputCount)
  }

  /// Takes in what happens to its results: W' = W f, b' = (b - c) f + s.
  mutating func fold(behind affine: Affine) {
    for i in 0..<inputCount {
      for j in 0..<outputCount { kernel[i * outputCount + j] *= affine.factor[j] }
    }
    for j in 0..<outputCount {
      bias[j] = (bias[j] - affine.center[j]) * affine.factor[j] + affine.shift[j]
    }
  }

  /// Takes in what happens to its inputs: b' = b + (s - c f) W, W' = f W.
  mutating func fold(before affine: Affine) {
    add((0..<inputCount).map { affine.shift[$0] - affine.center[$0] * affine.factor[$0] })
    for i in 0..<inputCount {
      for j in 0..<outputCount { kernel[i * outputCount + j] *= affine.factor[i] }
    }
  }

  /// Takes in what is added to its inputs: b' = b + s W, inputs in ascending order.
  mutating func add(_ shift: [Double]) {
    for i in 0..<inputCount where shift[i] != 0 {
      for j in 0..<outputCount { bias[j] += shift[i] * kernel[i * outputCount + j] }
    }
  }

  /// The layer, each number rounded to float32 once, to nearest, ties to even.
  ///
  /// - Throws: `InvalidModel`, `OutOfMemory`.
  func layer() throws -> DenseLayer {
    try DenseLayer(
      inputCount: inputCount, outputCount: outputCount, weights: FloatBlock(kernel.map(Float.init)),
      bias: FloatBlock(bias.map(Float.init)), activation: activation)
  }
}
