import MLPModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Activation {
  /// The activation of a row in double precision, by the C library: its formula in a form that neither
  /// overflows nor cancels, with nothing in common with the kernels that it is held against.
  ///
  /// - Complexity: O(length of the row).
  public func reference(_ z: [Double]) -> [Double] {
    guard takesWholeRow else { return z.map(reference) }
    let m = z.max() ?? 0
    let exponentials = z.map { exp($0 - m) }
    let sum = exponentials.reduce(0, +)
    return self == .softmax ? exponentials.map { $0 / sum } : z.map { $0 - m - log(sum) }
  }

  private func reference(_ z: Double) -> Double {
    switch self {
    case .linear, .softmax, .logSoftmax: z
    case .relu: max(0, z)
    case .relu6: min(6, max(0, z))
    case .leakyReLU(let slope): z > 0 ? z : Double(slope) * z
    case .clippedReLU(let slope, let threshold, let maximum):
      min(Double(maximum), z > Double(threshold) ? z : Double(slope) * (z - Double(threshold)))
    case .threshold(let theta, let value): z > Double(theta) ? z : Double(value)
    case .hardSigmoid(let alpha, let beta): min(1, max(0, Double(alpha) * z + Double(beta)))
    case .hardTanh(let minimum, let maximum): min(Double(maximum), max(Double(minimum), z))
    case .hardSiLU: z * (min(6, max(0, z + 3)) / 6)
    case .elu(let alpha): z > 0 ? z : Double(alpha) * expm1(z)
    case .celu(let alpha): z > 0 ? z : Double(alpha) * expm1(z / Double(alpha))
    case .selu(let alpha, let scale): Double(scale) * (z > 0 ? z : Double(alpha) * expm1(z))
    case .exponential: exp(z)
    case .sigmoid: 1 / (1 + exp(-z))
    case .logSigmoid: -logarithmOfOnePlusExp(-z)
    case .softplus(let beta): logarithmOfOnePlusExp(Double(beta) * z) / Double(beta)
    case .squareplus(let b):
      z < 0
        ? Double(b) / (2 * ((z * z + Double(b)).squareRoot() - z))
        : (z + (z * z + Double(b)).squareRoot()) / 2
    case .softsign: z / (1 + abs(z))
    case .tanh: hyperbolicTangent(z)
    case .silu(let alpha): z / (1 + exp(-Double(alpha) * z))
    case .mish: z * hyperbolicTangent(logarithmOfOnePlusExp(z))
    case .gelu: z * erfc(-z * 0.5.squareRoot()) / 2
    case .geluTanh:
      z / (1 + exp(-2 * (2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)))
    }
  }
}

/// ln(1 + exp(z)).
private func logarithmOfOnePlusExp(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }

/// The C library's, whose name the case of that name hides.
private func hyperbolicTangent(_ z: Double) -> Double { tanh(z) }
