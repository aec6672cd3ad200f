import JSONText
import LayerChain

// The layers that scale and shift each number of a row by itself, as (x - center) factor + shift.

extension KerasLayer {
  /// The numbers of a Rescaling, Normalization or BatchNormalization: of each one, or as many as the last
  /// dimension of a row has.
  ///
  /// - Parameters:
  ///   - weights: the layer's own, in the order of ``weightNames()``.
  ///   - dimensions: of a row; 0 where they are not known.
  /// - Throws: ``KerasError``.
  func scaling(
    _ weights: [Tensor], dimensions: Int
  ) throws(KerasError) -> (center: [Double], factor: [Double], shift: [Double]) {
    switch className {
    case "Rescaling": return try rescaling()
    case "Normalization": return try normalization(weights, dimensions)
    default: return try batchNormalization(weights, dimensions)
    }
  }

  /// x scale + offset.
  private func rescaling() throws(KerasError) -> ([Double], [Double], [Double]) {
    let scale = try numbers("scale", default: 1)
    let offset = try numbers("offset", default: 0)
    // Subtracted before it is scaled, so that it becomes part of the inputs' scaling as a whole.
    if scale.count == 1, offset.count == 1, scale[0] != 0 {
      return ([-offset[0] / scale[0]], scale, [0])
    }
    return ([0], scale, offset)
  }

  /// (x - mean) / max(√variance, ε), ε = 10⁻⁷; or the inverse of that.
  private func normalization(
    _ weights: [Tensor], _ dimensions: Int
  ) throws(KerasError) -> ([Double], [Double], [Double]) {
    // Without an axis there is one mean of all numbers.
    if let axis = settings["axis"], axis != [] { try checkAxis(axis, dimensions) }
    let mean =
      try weights.isEmpty ? numbers("mean", default: 0) : vector(weights[0], "mean")
    let variance =
      try weights.isEmpty ? numbers("variance", default: 1) : vector(weights[1], "variance")
    let deviation = variance.map { max($0.squareRoot(), 1e-7) }
    if try flag("invert", default: false) { return ([0], deviation, mean) }
    return (mean, deviation.map { 1 / $0 }, [0])
  }

  /// (x - moving_mean) gamma / √(moving_variance + ε) + beta.
  private func batchNormalization(
    _ weights: [Tensor], _ dimensions: Int
  ) throws(KerasError) -> ([Double], [Double], [Double]) {
    if let axis = settings["axis"] { try checkAxis(axis, dimensions) }
    var rest = weights[...]
    var next: [String: [Double]] = [:]
    for name in try weightNames() {
      if let tensor = rest.popFirst() { next[name] = try vector(tensor, name) }
    }
    let epsilon = try number("epsilon", default: 0.001)
    let mean = next["moving_mean"] ?? [0]
    let variance = next["moving_variance"] ?? [1]
    let gamma = next["gamma"] ?? [Double](repeating: 1, count: variance.count)
    guard gamma.count == variance.count else {
      throw .weights(
        label, found: "\(gamma.count) of gamma",
        expected: "\(variance.count), as of moving_variance")
    }
    return (
      mean, zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }, next["beta"] ?? [0]
    )
  }

  /// Throws unless the axis is the last one.
  private func checkAxis(_ axis: JSON, _ dimensions: Int) throws(KerasError) {
    guard let numbers = axis.numbers, numbers == [-1] || numbers == [Double(max(1, dimensions))]
    else { throw unexpected("axis", axis, "the last one, -1") }
  }

  private func numbers(_ key: String, default value: Double) throws(KerasError) -> [Double] {
    guard let setting = settings[key] else { return [value] }
    guard let numbers = setting.numbers, !numbers.isEmpty else {
      throw unexpected(key, setting, "a number, or a list of numbers")
    }
    return numbers
  }

  private func vector(_ tensor: Tensor, _ name: String) throws(KerasError) -> [Double] {
    guard tensor.shape.count <= 1, !tensor.elements.isEmpty else {
      throw .weights(
        label, found: "\(name) of shape \(tensor.shape)", expected: "numbers in one dimension")
    }
    return tensor.elements
  }
}
