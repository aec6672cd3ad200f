/// Arithmetic version 1 of a dense layer, written a second time from SCHEMA.md in plain loops: what
/// the kernels of every tier must equal bit for bit.
func referenceDense(
  _ x: [Float], _ weights: [Float], _ bias: [Float], inputs: Int, outputs: Int
) -> [Float] {
  var width = 1
  while width < outputs { width *= 2 }
  let sums = max(1, 128 / width)
  let padding = max(1, 16 / width)
  let padded = (inputs + padding - 1) / padding * padding
  return (0..<outputs).map { j in
    var partial = [Float](repeating: 0, count: sums)
    partial[0] = bias[j]
    for k in 0..<(outputs > 64 ? inputs : padded) {
      let a = k < inputs ? x[k] : 0
      let w = k < inputs ? weights[k * outputs + j] : 0
      partial[k % sums] = partial[k % sums].addingProduct(a, w)
    }
    var half = sums / 2
    while half >= 1 {
      for s in 0..<half { partial[s] += partial[s + half] }
      half /= 2
    }
    return partial[0]
  }
}
