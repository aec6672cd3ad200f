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

  /// x scale + offset, as (x - center) scale: what is subtracted first keeps the digits of a row far from 0.
  private func rescaling() throws(KerasError) -> ([Double], [Double], [Double]) {
    guard let scale = try numbers("scale") else { throw noSetting("scale") }
    let offset = try numbers("offset") ?? [0]
    let width = max(scale.count, offset.count)
    guard let scales = scale.repeated(to: width), let offsets = offset.repeated(to: width) else {
      throw .setting(
        label, "offset", found: "\(offset.count) numbers",
        expected: "1 or \(scale.count), as many as of scale")
    }
    let centers = zip(scales, offsets).map { $0 == 0 ? 0 : 0 - $1 / $0 }
    guard centers.allSatisfy(\.isFinite) else { return ([0], scales, offsets) }
    return (centers, scales, zip(scales, offsets).map { $0 == 0 ? $1 : 0 })
  }

  /// (x - mean) / max(√variance, ε), ε = 10⁻⁷; or the inverse of that.
  private func normalization(
    _ weights: [Tensor], _ dimensions: Int
  ) throws(KerasError) -> ([Double], [Double], [Double]) {
    // Without an axis there is one mean of all numbers.
    if let axis = settings["axis"], axis != [] { try checkAxis(axis, dimensions) }
    let mean: [Double]
    let variance: [Double]
    if weights.count >= 2 {
      mean = try vector(weights[0], "mean")
      variance = try vector(weights[1], "variance")
      if settings["variance"] != nil { throw noSetting("mean") }
    } else {
      guard let means = try numbers("mean") else { throw noSetting("mean") }
      guard let variances = try numbers("variance") else { throw noSetting("variance") }
      guard variances.allSatisfy({ $0 >= 0 }) else {
        throw unexpected("variance", settings["variance"] ?? .null, "numbers of 0 or more")
      }
      (mean, variance) = (means, variances)
    }
    let deviation = variance.map { max($0.squareRoot(), 1e-7) }
    if try flag("invert", default: false) { return ([0], deviation, mean) }
    return (mean, deviation.map { 1 / $0 }, [0])
  }

  private func noSetting(_ key: String) -> KerasError {
    .setting(label, key, found: "none", expected: "a number, or a list of numbers")
  }

  /// (x - moving_mean) gamma / √(moving_variance + ε) + beta.
  private func batchNormalization(
    _ weights: [Tensor], _ dimensions: Int
  ) throws(KerasError) -> ([Double], [Double], [Double]) {
    if let axis = settings.member("axis") { try checkAxis(axis, dimensions) }
    let names = try weightNames()
    var arrays: [String: [Double]] = [:]
    for (name, tensor) in zip(names, weights) { arrays[name] = try vector(tensor, name) }
    guard weights.count == names.count, let mean = arrays["moving_mean"],
      let variance = arrays["moving_variance"]
    else {
      throw .weights(
        label, found: "\(weights.count) arrays", expected: names.joined(separator: ", "))
    }
    // Left out with the settings scale and center.
    let gamma = arrays["gamma"] ?? [Double](repeating: 1, count: variance.count)
    let beta = arrays["beta"] ?? [Double](repeating: 0, count: variance.count)
    for (name, array) in [("moving_mean", mean), ("gamma", gamma), ("beta", beta)] {
      guard array.count == variance.count else {
        throw .weights(
          label, found: "\(array.count) of \(name)",
          expected: "\(variance.count), as of moving_variance")
      }
    }
    let epsilon = try number("epsilon", default: 0.001)
    if let wrong = variance.first(where: { !($0 + epsilon > 0) }) {
      throw .weights(
        label, found: "\(wrong) in moving_variance",
        expected: "numbers of which the square root can be taken, with epsilon")
    }
    return (mean, zip(gamma, variance).map { $0 / ($1 + epsilon).squareRoot() }, beta)
  }

  /// Throws unless the axis is the last one.
  private func checkAxis(_ axis: JSON, _ dimensions: Int) throws(KerasError) {
    guard let number = self.axis(axis), number == -1 || number == max(1, dimensions) else {
      throw unexpected("axis", axis, "the last one, -1")
    }
  }

  private func vector(_ tensor: Tensor, _ name: String) throws(KerasError) -> [Double] {
    guard tensor.shape.count <= 1, !tensor.elements.isEmpty else {
      throw .weights(
        label, found: "\(name) of shape \(tensor.shape)", expected: "numbers in one dimension")
    }
    return tensor.elements
  }
}

extension [Double] {
  /// One number as often as asked for, or as many as asked for already.
  func repeated(to width: Int) -> [Double]? {
    if count == width { return self }
    return count == 1 ? [Double](repeating: self[0], count: width) : nil
  }
}
