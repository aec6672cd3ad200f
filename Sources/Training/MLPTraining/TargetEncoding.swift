/// t, the outputs that a row should give, from what its table says.
struct TargetEncoding {
  let loss: Loss
  /// ε: what is taken from what is true and given to all alike.
  ///
  /// With C classes, t = (1 - ε) e(y) + ε / C; with labels of 0 or 1, (1 - ε) t + ε / 2. PyTorch's
  /// `label_smoothing`, Szegedy et al. 2015, arXiv:1512.00567, section 7.
  var smoothing = 0.0
  /// How numbers are scaled, for each output; nil for not at all.
  var scales: [OutputScale]?

  /// Writes t to `target`: e(y) for one of several classes, 0 or 1 for one of two, the numbers
  /// otherwise; smoothed or scaled.
  func write(_ row: Int, of table: TrainingTable, to target: inout MutableSpan<Float>) {
    let count = table.labels.count
    switch table.targets {
    case .classes(let classes):
      let index = Int(classes[row])
      if loss == .negativeLogLikelihood {
        let share = smoothing / Double(count)
        for c in 0..<count { target[c] = Float(share) }
        target[index] = Float(1 - smoothing + share)
      } else {
        target[0] = smoothed(Double(index))
      }
    case .values(let values):
      for c in 0..<count {
        let value = values[row * count + c]
        target[c] = scales.map { $0[c].scaled(value) } ?? smoothed(value)
      }
    }
  }

  private func smoothed(_ value: Double) -> Float {
    Float(smoothing == 0 ? value : (1 - smoothing) * value + smoothing / 2)
  }
}
