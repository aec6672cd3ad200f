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
    if outputs.count == 1 {
      return isNaN(outputs[0]) ? nil : place(of: outputs[0]) > place(of: threshold) ? 1 : 0
    }
    var best = 0
    for j in 0..<outputs.count {
      if isNaN(outputs[j]) { return nil }
      if place(of: outputs[j]) > place(of: outputs[best]) { best = j }
    }
    return outputs.isEmpty ? nil : best
  }
}

/// Where a number stands among all others, both zeros in one place: compared as integers, numbers are in the same
/// order whatever the host's floating-point setting is, and raise no flag.
private func place(of number: Float) -> Int32 {
  let bits = Int32(bitPattern: number.bitPattern)
  return bits >= 0 ? bits : .min &- bits
}

private func isNaN(_ number: Float) -> Bool {
  place(of: number).magnitude > place(of: .infinity).magnitude
}
