import Foundation
import MLPKernels
import MLPModel

/// h(z) in double precision, as the documentation of `Activation` has it, in a form that doesn't
/// overflow or cancel.
func formula(_ activation: Activation, _ z: Double) -> Double {
  func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }
  switch activation {
  case .linear, .softmax, .logSoftmax: return z
  case .relu: return max(0, z)
  case .relu6: return min(6, max(0, z))
  case .leakyReLU(let slope): return z > 0 ? z : Double(slope) * z
  case .clippedReLU(let slope, let threshold, let maximum):
    return min(Double(maximum), z > Double(threshold) ? z : Double(slope) * (z - Double(threshold)))
  case .threshold(let theta, let value): return z > Double(theta) ? z : Double(value)
  case .hardSigmoid(let alpha, let beta): return min(1, max(0, Double(alpha) * z + Double(beta)))
  case .hardTanh(let minimum, let maximum): return min(Double(maximum), max(Double(minimum), z))
  case .hardSiLU: return z * (min(6, max(0, z + 3)) / 6)
  case .elu(let alpha): return z > 0 ? z : Double(alpha) * expm1(z)
  case .celu(let alpha): return z > 0 ? z : Double(alpha) * expm1(z / Double(alpha))
  case .selu(let alpha, let scale): return Double(scale) * (z > 0 ? z : Double(alpha) * expm1(z))
  case .exponential: return exp(z)
  case .sigmoid: return 1 / (1 + exp(-z))
  case .logSigmoid: return -softplus(-z)
  case .softplus(let beta): return softplus(Double(beta) * z) / Double(beta)
  case .squareplus(let b):
    let root = (z * z + Double(b)).squareRoot()
    return z < 0 ? Double(b) / (root - z) / 2 : (z + root) / 2
  case .softsign: return z / (1 + abs(z))
  case .tanh: return Foundation.tanh(z)
  case .silu(let alpha): return z / (1 + exp(-Double(alpha) * z))
  case .mish: return z * Foundation.tanh(softplus(z))
  case .gelu: return z * (erfc(-z * 0.5.squareRoot()) / 2)
  case .geluTanh:
    return z / (1 + exp(-2 * (2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)))
  }
}

/// h(z) by the kernels of `tier`, for any number of z.
func apply(_ activation: Activation, _ z: [Float], tier: KernelTier) -> [Float] {
  let padded = RowLayout(columns: z.count).stride
  let padding = [Float](repeating: 0, count: padded - z.count)
  var a = [Float](repeating: 0, count: padded)
  var span = a.mutableSpan
  DenseKernels(tier: tier).activate(
    activation, rows: 1, columns: z.count, (z + padding).span, into: &span)
  return Array(a[..<z.count])
}
