import MLPKernels
import Storage

/// Where the weights and biases of every layer lie in one flat vector.
///
/// Weights lie in panels, as the kernels read them, so that a step of the optimiser leaves them ready for the
/// next forward pass. Each matrix and each bias starts at a multiple of 16 floats; the gaps stay zero through every
/// optimiser step, so that a step works in whole registers.
struct ParameterLayout: Sendable, Equatable {
  /// Layer k, at index k - 1.
  struct Layer: Sendable, Equatable {
    /// n_{k-1}.
    let inputCount: Int
    /// n_k.
    let outputCount: Int
    /// W_k [n_{k-1}, n_k] in panels, behind it b_k [n_k] with its padding.
    let range: Range<Int>
    /// Where b_k starts.
    let bias: Int

    /// n_{k-1} n_k.
    var weightCount: Int { inputCount * outputCount }
  }

  let layers: [Layer]
  /// Floats in the vector, gaps included: a multiple of 16.
  let count: Int
  /// The parts that the gradient is computed in.
  let pieces: [ParameterPiece]

  /// The layout of a network of those widths, from n_0 to n_L.
  ///
  /// - Throws: ``TrainingError`` where the parameters are more than an address can count.
  init(widths: [Int]) throws(TrainingError) {
    var layers: [Layer] = []
    var pieces: [ParameterPiece] = []
    var end = 0
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let panels = PanelLayout(inputCount: inputs, outputCount: outputs)
      guard let panels, panels.floatCount < Int.max / 1024 - end else {
        throw .configuration(
          "hidden layers", found: "\(inputs) x \(outputs) weights", expected: "fewer")
      }
      let layer = Layer(
        inputCount: inputs, outputCount: outputs, range: end..<end + panels.floatCount,
        bias: end + panels.biasStart)
      pieces += ParameterPiece.pieces(of: layer, at: layers.count, panels)
      layers.append(layer)
      end = layer.range.upperBound
    }
    self.layers = layers
    self.pieces = pieces
    count = end
  }

  /// The number of weights and biases.
  var parameterCount: Int { layers.reduce(0) { $0 + $1.weightCount + $1.outputCount } }
}

/// Some rows of one panel of dW_k, and with the first rows the panel's part of db_k: small enough to stay in a
/// core's cache from the gradient to the optimiser and the transpose.
struct ParameterPiece: Sendable, Equatable {
  /// k - 1.
  let layer: Int
  /// Which panel, and its first column.
  let panel: Int
  /// Rows of W_k: inputs of the layer.
  let inputs: Range<Int>
  /// Which of the layer's pieces, counted panel by panel.
  let number: Int
  /// How many pieces the layer has.
  let count: Int
  /// Floats between two rows.
  let width: Int
  /// Where the rows lie in the flat vector, a multiple of 16 floats.
  let weights: Range<Int>
  /// Where the panel's biases lie, a multiple of 16 floats; empty for all but the first rows.
  let bias: Range<Int>

  private static let mostFloats = 16_384

  /// Which of `threads` threads computes the gradient and changes the weights: always the same, because the weights
  /// then stay in its core's cache, and for pieces of a panel the one that multiplies by its columns.
  func owner(of threads: Int) -> Int { ((number + 1) * threads - 1) / count }

  /// The pieces of one layer: panel after panel, for rows after rows, because rows of aᵀ are read again
  /// for each panel.
  fileprivate static func pieces(
    of layer: ParameterLayout.Layer, at index: Int, _ panels: PanelLayout
  ) -> [ParameterPiece] {
    // Whole tiles of twelve rows, and whole blocks of sixteen to transpose.
    let most = max(48, mostFloats / panels.width(of: 0) / 48 * 48)
    let parts = (layer.inputCount + most - 1) / most
    return (0..<parts).flatMap { part in
      let rows = Range.part(part, of: parts, (layer.inputCount + 47) / 48)
      let inputs = rows.lowerBound * 48..<min(layer.inputCount, rows.upperBound * 48)
      return (0..<panels.panelCount).map { panel in
        let width = panels.width(of: panel)
        let start = layer.range.lowerBound + panels.start(of: panel)
        let bias = layer.bias + 32 * panel
        return ParameterPiece(
          layer: index, panel: panel, inputs: inputs, number: panel * parts + part,
          count: panels.panelCount * parts, width: width,
          weights: start + inputs.lowerBound * width..<start + (inputs.upperBound * width + 15) / 16
            * 16,
          bias: bias..<bias + (part == 0 ? max(16, width) : 0))
      }
    }
  }
}
