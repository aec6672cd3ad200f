import FloatControl
import MLPModel

extension OutputDescription {
  /// The class that a classifier's outputs of one row stand for, as an index into ``labels``.
  ///
  /// With several outputs the largest, the first of equal ones; with one output the second label
  /// where it is above ``threshold``. nil for a row that has a NaN, which decides nothing.
  ///
  /// - Parameter outputs: [outputs], of one row, as a session's `predict` writes them.
  /// - Complexity: O(outputs).
  public func decision(_ outputs: Span<Float>) -> Int? {
    withDefaultFloatControl { decide(outputs) }
  }

  /// ``decision(_:)`` where the floating-point setting is the default already.
  func decide(_ outputs: Span<Float>) -> Int? {
    if outputs.count == 1 {
      return outputs[0].isNaN ? nil : outputs[0] > threshold ? 1 : 0
    }
    var best = 0
    for j in 0..<outputs.count {
      if outputs[j].isNaN { return nil }
      if outputs[j] > outputs[best] { best = j }
    }
    return outputs.isEmpty ? nil : best
  }
}
