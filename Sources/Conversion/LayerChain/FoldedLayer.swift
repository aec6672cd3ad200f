import MLPModel
import Storage

/// A dense layer that scalings around it are folded into, in double precision.
struct FoldedLayer {
  let inputCount: Int
  let outputCount: Int
  private let label: String
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
    self.label = label
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
    multiply(affine.factor)
  }

  /// Takes in what float32 does not hold of what happens to its inputs, which are features.
  ///
  /// With offset o = float32(c) and scale g = float32(f), (x - c) f + s = (x - o) g (f / g) + s - (c - o) f: the
  /// layer takes f / g and what is added, so that only the rounding of its own numbers is left.
  ///
  /// - Returns: o and g of each feature.
  mutating func fold(inputs affine: Affine) -> (offset: [Float], scale: [Float]) {
    let offset = affine.center.map { Float($0).isFinite ? Float($0) : 0 }
    // A factor that float32 holds with fewer digits, or not at all, is the weights' alone.
    let scale = affine.factor.map { $0 == 0 || Float($0).isNormal ? Float($0) : 1 }
    add(
      (0..<inputCount).map {
        affine.shift[$0] - (affine.center[$0] - Double(offset[$0])) * affine.factor[$0]
      })
    multiply(zip(affine.factor, scale).map { $0 == 0 ? 1 : $0 / Double($1) })
    return (offset, scale)
  }

  /// Takes in what is added to its inputs: b' = b + s W, inputs in ascending order.
  private mutating func add(_ shift: [Double]) {
    for i in 0..<inputCount where shift[i] != 0 {
      for j in 0..<outputCount { bias[j] += shift[i] * kernel[i * outputCount + j] }
    }
  }

  private mutating func multiply(_ factors: [Double]) {
    for i in 0..<inputCount where factors[i] != 1 {
      for j in 0..<outputCount { kernel[i * outputCount + j] *= factors[i] }
    }
  }

  /// The layer, each number rounded to float32 once, to nearest, ties to even.
  ///
  /// - Throws: ``ChainError`` where float32 does not hold one; `InvalidModel`, `OutOfMemory`.
  func layer() throws -> DenseLayer {
    let weights = kernel.map(Float.init)
    let biases = bias.map(Float.init)
    for (name, numbers, exact) in [("weights", weights, kernel), ("bias", biases, bias)] {
      if let i = numbers.firstIndex(where: { !$0.isFinite }) {
        throw ChainError(label, .range(name, exact[i]))
      }
    }
    return try DenseLayer(
      inputCount: inputCount, outputCount: outputCount, weights: FloatBlock(weights),
      bias: FloatBlock(biases), activation: activation)
  }
}
