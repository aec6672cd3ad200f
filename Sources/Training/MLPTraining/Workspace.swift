import MLPKernels
import Storage

/// A table of activations [m, n] with the padding of the kernels.
struct Activations {
  let layout: RowLayout
  let buffer: FloatBuffer

  init(rows: Int, columns: Int) throws(OutOfMemory) {
    layout = RowLayout(columns: columns)
    buffer = try FloatBuffer(count: rows * layout.stride)
  }

  func withRows<R>(_ rows: Range<Int>, _ body: (Span<Float>) -> R) -> R {
    buffer.withSpan(rows.rows(of: layout.stride), body)
  }

  func withMutableRows<R>(_ rows: Range<Int>, _ body: (inout MutableSpan<Float>) -> R) -> R {
    buffer.withMutableSpan(rows.rows(of: layout.stride), body)
  }
}

/// Everything that forward and backward pass compute for a mini-batch of exactly m rows.
///
/// Made once for each batch size; steps write over it.
final class Workspace {
  /// m.
  let rowCount: Int
  /// a_0 [m, n_0], scaled.
  let input: Activations
  /// Layer k at index k - 1.
  let layers: [LayerWorkspace]
  /// t [m, n_L]: what the network should answer.
  let targets: Activations
  /// [m]: by what each row's gradient at the output is multiplied: 1/m, where rows have no weights.
  let rowFactors: FloatBuffer

  /// Those buffers; with dropout, hidden layers have two of them for what they give.
  ///
  /// - Throws: `OutOfMemory`.
  init(rows: Int, _ layout: ParameterLayout, hasDropout: Bool = false) throws(OutOfMemory) {
    rowCount = rows
    input = try Activations(rows: rows, columns: layout.layers[0].inputCount)
    var layers: [LayerWorkspace] = []
    for layer in layout.layers {
      let isDropped = hasDropout && layers.count < layout.layers.count - 1
      layers.append(
        try LayerWorkspace(rows, layer, after: layers.last, input: input, isDropped: isDropped))
    }
    rowFactors = try FloatBuffer(count: rows)
    rowFactors.withMutableSpan { $0.update(repeating: 1 / Float(rows)) }
    self.layers = layers
    targets = try Activations(rows: rows, columns: layout.layers[layers.count - 1].outputCount)
  }

  /// The last layer, L.
  var last: LayerWorkspace { layers[layers.count - 1] }
}

/// What the passes compute for layer k.
final class LayerWorkspace {
  /// n_{k-1}.
  let inputCount: Int
  /// n_k.
  let outputCount: Int
  /// a_{k-1} [m, n_{k-1}]: the output of the layer before.
  let input: Activations
  /// α_k [m, n_k].
  let preactivation: Activations
  /// a_k = h_k(α_k) [m, n_k].
  let activation: Activations
  /// a_k as the next layer takes it; after dropout, where there is some, else ``activation`` itself.
  let output: Activations
  /// dα_k [m, n_k].
  let preactivationGradient: Activations
  /// da_{k-1} [m, n_{k-1}]; without rows for k = 1, because da_0 is of no use.
  let inputGradient: Activations
  /// dα_k [m, n_k] in panels: the right side of dW_k.
  let gradientPanels: FloatBuffer

  init(
    _ rows: Int, _ layer: ParameterLayout.Layer, after previous: LayerWorkspace?,
    input: Activations, isDropped: Bool
  ) throws(OutOfMemory) {
    inputCount = layer.inputCount
    outputCount = layer.outputCount
    self.input = previous?.output ?? input
    preactivation = try Activations(rows: rows, columns: outputCount)
    output = try Activations(rows: rows, columns: outputCount)
    activation = isDropped ? try Activations(rows: rows, columns: outputCount) : output
    preactivationGradient = try Activations(rows: rows, columns: outputCount)
    inputGradient = try Activations(rows: previous == nil ? 0 : rows, columns: inputCount)
    gradientPanels = try FloatBuffer(count: rows * TrainingKernels.gradientWidth(outputCount))
  }
}
