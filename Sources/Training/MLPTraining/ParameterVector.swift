import MLPKernels
import Storage

/// One number for each parameter of a network: the parameters, their gradients, or an optimiser's
/// moments.
final class ParameterVector {
  let layout: ParameterLayout
  /// `layout.count` floats.
  let buffer: FloatBuffer
  /// The numbers of each W_k and b_k, in their places in the buffer.
  let layers: [PackedWeights]

  /// All zero.
  init(_ layout: ParameterLayout) throws(OutOfMemory) {
    self.layout = layout
    let buffer = try FloatBuffer(count: layout.count)
    self.buffer = buffer
    layers = layout.layers.map {
      PackedWeights(
        inputCount: $0.inputCount, outputCount: $0.outputCount, in: buffer, at: $0.range.lowerBound)
    }
  }

  /// The numbers without gaps: W_1, b_1, W_2, b_2 and so on, each W_k row-major.
  var values: [Float] {
    var values = [Float](repeating: 0, count: layout.parameterCount)
    var all = values.mutableSpan
    var next = 0
    for (layer, packed) in zip(layout.layers, layers) {
      var weights = all._mutatingExtracting(next..<next + layer.weightCount)
      packed.unpack(into: &weights)
      next += layer.weightCount
      buffer.withSpan {
        for j in 0..<layer.outputCount { all[next + j] = $0[layer.bias + j] }
      }
      next += layer.outputCount
    }
    return values
  }

  /// Sets the parameters from as many numbers as ``values`` has.
  func set(_ values: [Float]) {
    precondition(values.count == layout.parameterCount)
    let all = values.span
    var next = 0
    for (layer, packed) in zip(layout.layers, layers) {
      packed.pack(all.extracting(next..<next + layer.weightCount))
      next += layer.weightCount
      buffer.withMutableSpan {
        for j in 0..<layer.outputCount { $0[layer.bias + j] = all[next + j] }
      }
      next += layer.outputCount
    }
  }
}
