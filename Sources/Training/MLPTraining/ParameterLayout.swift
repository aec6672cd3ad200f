/// Where the weights and biases of every layer lie in one flat vector.
///
/// Each starts at a multiple of 16 floats; the gaps stay zero through every optimiser step, so that a
/// step is one pass over the vector in whole registers.
struct ParameterLayout: Sendable, Equatable {
  /// Layer k, at index k - 1.
  struct Layer: Sendable, Equatable {
    /// n_{k-1}.
    let inputCount: Int
    /// n_k.
    let outputCount: Int
    /// W_k [n_{k-1}, n_k], row-major without padding.
    let weights: Range<Int>
    /// b_k [n_k].
    let bias: Range<Int>
  }

  let layers: [Layer]
  /// Floats in the vector, gaps included: a multiple of 16.
  let count: Int

  /// The layout of a network of those widths, from n_0 to n_L.
  ///
  /// - Throws: ``TrainingError`` where the parameters are more than an address can count.
  init(widths: [Int]) throws(TrainingError) {
    var layers: [Layer] = []
    var end = 0
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let (weights, overflow) = inputs.multipliedReportingOverflow(by: outputs)
      guard !overflow, weights < Int.max / 1024 - end else {
        throw .configuration(
          "hidden layers", found: "\(inputs) x \(outputs) weights", expected: "fewer")
      }
      let bias = padded(end + weights)
      layers.append(
        Layer(
          inputCount: inputs, outputCount: outputs, weights: end..<(end + weights),
          bias: bias..<(bias + outputs)))
      end = padded(bias + outputs)
    }
    self.layers = layers
    count = end
  }

  /// The number of weights and biases.
  var parameterCount: Int { layers.reduce(0) { $0 + $1.weights.count + $1.bias.count } }
}

private func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
