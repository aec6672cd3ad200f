import MLPModel

/// The part of a source's chain that comes to one layer of a network: a dense layer with the scalings around it as
/// they are, nothing folded and nothing rounded, and the activation behind them.
public struct ReferenceLayer: Sendable {
  /// What the source calls the dense layer.
  public let label: String
  /// The numbers that it takes.
  public let inputCount: Int
  /// The numbers that it gives.
  public let outputCount: Int
  /// What is done to its pre-activations; linear where there is nothing.
  public internal(set) var activation = Activation.linear

  private let before: [Affine]
  private let kernel: Tensor
  private let bias: [Double]
  var behind: [Affine] = []

  /// - Parameters:
  ///   - before: the scalings in front of it, of `inputCount` numbers each, or of one for all.
  ///   - inputCount: the numbers of a row.
  /// - Throws: ``ChainError`` where it takes rows of another width, or its shapes are none of a layer.
  init(
    _ label: String, _ kernel: Tensor, bias: Tensor?, before: [Affine], inputCount: Int
  ) throws(ChainError) {
    guard kernel.shape.count == 2, !kernel.shape.contains(0),
      bias.map({ $0.shape == [kernel.shape[1]] }) ?? true
    else {
      throw ChainError(label, .shape(kernel.shape, expected: "[inputs, outputs]"))
    }
    guard kernel.shape[0] == inputCount else {
      throw ChainError(label, .width(found: kernel.shape[0], expected: inputCount))
    }
    self.label = label
    self.inputCount = inputCount
    outputCount = kernel.shape[1]
    self.before = before
    self.kernel = kernel
    self.bias = bias?.elements ?? [Double](repeating: 0, count: outputCount)
  }

  /// The pre-activations of a row.
  ///
  /// - Parameter row: ``inputCount`` numbers.
  /// - Complexity: O(weights).
  public func preActivations(of row: [Double]) -> [Double] {
    var row = row
    for affine in before { affine.apply(to: &row) }
    var sums = bias
    let weights = kernel.elements.span
    for i in row.indices {
      for j in 0..<outputCount { sums[j] += row[i] * weights[i * outputCount + j] }
    }
    for affine in behind { affine.apply(to: &sums) }
    return sums
  }

  /// For each pre-activation the sum of what is added and subtracted on the way to it, without signs: what
  /// its rounding error is relative to.
  ///
  /// - Complexity: O(weights).
  public func magnitudes(of row: [Double]) -> [Double] {
    var row = row.map(abs)
    for affine in before { affine.applyMagnitudes(to: &row) }
    var sums = bias.map(abs)
    let weights = kernel.elements.span
    for i in row.indices {
      for j in 0..<outputCount { sums[j] += row[i] * abs(weights[i * outputCount + j]) }
    }
    for affine in behind { affine.applyMagnitudes(to: &sums) }
    return sums
  }
}

extension Affine {
  fileprivate func apply(to row: inout [Double]) {
    let step = width == 1 ? 0 : 1
    for j in row.indices {
      row[j] = (row[j] - center[j * step]) * factor[j * step] + shift[j * step]
    }
  }

  fileprivate func applyMagnitudes(to row: inout [Double]) {
    let step = width == 1 ? 0 : 1
    for j in row.indices {
      row[j] = (row[j] + abs(center[j * step])) * abs(factor[j * step]) + abs(shift[j * step])
    }
  }
}
