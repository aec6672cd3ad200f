import MLPKernels
import Storage

/// One number for each parameter of a network: the parameters, their gradients, or an optimiser's
/// moments.
final class ParameterVector {
  let layout: ParameterLayout
  /// `layout.count` floats.
  let buffer: FloatBuffer

  /// All zero.
  init(_ layout: ParameterLayout) throws(OutOfMemory) {
    self.layout = layout
    buffer = try FloatBuffer(count: layout.count)
  }

  /// The numbers without gaps: W_1, b_1, W_2, b_2 and so on, each W_k row-major.
  var values: [Float] {
    buffer.withSpan { all in
      var values: [Float] = []
      values.reserveCapacity(layout.parameterCount)
      for layer in layout.layers {
        for i in layer.weights { values.append(all[i]) }
        for i in layer.bias { values.append(all[i]) }
      }
      return values
    }
  }

  /// Sets the parameters from as many numbers as ``values`` has.
  func set(_ values: [Float]) {
    precondition(values.count == layout.parameterCount)
    buffer.withMutableSpan { all in
      var next = 0
      for layer in layout.layers {
        for range in [layer.weights, layer.bias] {
          for i in range {
            all[i] = values[next]
            next += 1
          }
        }
      }
    }
  }
}
