import Elementary

extension LabelledLogits {
  /// The temperature T > 0 at which the rows' classes are likeliest: what makes
  /// L(T) = Σ -ln softmax(z / T)[y] smallest.
  ///
  /// Guo et al. 2017, arXiv:1706.04599.
  /// In β = 1 / T, L is convex, so Newton's method finds its one minimum, kept between 1/16 and 16 by
  /// bisection of ln β: with d = z - max z and p = softmax(β z),
  /// L' = Σ (Σ_c p_c d_c - d_y) and L'' = Σ (Σ_c p_c d_c² - (Σ_c p_c d_c)²).
  /// Double precision, rows in their order: the same bits everywhere.
  ///
  /// 1, which changes nothing, where there is no evidence for anything else: where
  /// rows are decided so well that L falls all the way, and where L falls by no more than 1 in all, what one
  /// parameter more gains by chance (Akaike's criterion).
  ///
  /// - Complexity: O(rows · C) for each of at most 40 steps, usually under 10.
  public var temperature: Float {
    let bounds = 1.0 / 16...16.0
    var (low, high) = (bounds.lowerBound, bounds.upperBound)
    guard likelihood(at: high).slope > 0 else { return 1 }
    var beta = 1.0
    for _ in 0..<40 {
      let here = likelihood(at: beta)
      if here.slope > 0 { high = beta } else { low = beta }
      var next = beta - here.slope / here.curvature
      if !(next > low && next < high) { next = (low * high).squareRoot() }
      let isThere = abs(next - beta) <= 1e-9 * beta
      beta = next
      if isThere { break }
    }
    let gain = likelihood(at: 1).loss - likelihood(at: beta).loss
    return gain > 1 ? Float(1 / beta) : 1
  }

  /// L, L' and L'' at `beta`.
  private func likelihood(at beta: Double) -> (loss: Double, slope: Double, curvature: Double) {
    var result = (loss: 0.0, slope: 0.0, curvature: 0.0)
    for (row, expected) in classes.enumerated() {
      let z = self[row]
      let maximum = Double(z.max() ?? 0)
      var (sum, first, second) = (0.0, 0.0, 0.0)
      for value in z {
        let d = Double(value) - maximum
        let power = exponential(beta * d)
        sum += power
        first += power * d
        second += power * d * d
      }
      let mean = first / sum
      let d = Double(z[z.startIndex + expected]) - maximum
      result.loss += logarithm(sum) - beta * d
      result.slope += mean - d
      result.curvature += second / sum - mean * mean
    }
    return result
  }
}
