import Foundation
import MLPModel
import MLPTraining

/// Forward pass and loss in double precision and plain loops, written for the tests alone: what
/// gradients are held against by central differences.
struct PlainNetwork {
  var widths: [Int]
  var activations: [Activation]
  let loss: Loss
  /// W_1, b_1, W_2, b_2, ...
  var parameters: [Double]

  static func apply(_ activation: Activation, _ z: [Double]) -> [Double] {
    let maximum = z.max() ?? 0
    let sum = z.reduce(0) { $0 + exp($1 - maximum) }
    switch activation {
    case .softmax: return z.map { exp($0 - maximum) / sum }
    case .logSoftmax: return z.map { $0 - maximum - log(sum) }
    default: return z.map { apply(activation, $0) }
    }
  }

  private static func apply(_ activation: Activation, _ z: Double) -> Double {
    let sigmoid = 1 / (1 + exp(-z))
    switch activation {
    case .linear, .softmax, .logSoftmax: return z
    case .relu: return max(z, 0)
    case .relu6: return min(max(z, 0), 6)
    case .leakyReLU(let slope): return z > 0 ? z : Double(slope) * z
    case .clippedReLU(let slope, let threshold, let maximum):
      return min(
        z > Double(threshold) ? z : Double(slope) * (z - Double(threshold)), Double(maximum))
    case .threshold(let theta, let value): return z > Double(theta) ? z : Double(value)
    case .hardSigmoid(let alpha, let beta): return min(1, max(0, Double(alpha) * z + Double(beta)))
    case .hardTanh(let minimum, let maximum): return min(Double(maximum), max(Double(minimum), z))
    case .hardSiLU: return z * min(6, max(0, z + 3)) / 6
    case .elu(let alpha): return z > 0 ? z : Double(alpha) * expm1(z)
    case .celu(let alpha): return z > 0 ? z : Double(alpha) * expm1(z / Double(alpha))
    case .selu(let alpha, let scale): return Double(scale) * (z > 0 ? z : Double(alpha) * expm1(z))
    case .exponential: return exp(z)
    case .sigmoid: return sigmoid
    case .logSigmoid: return log(sigmoid)
    case .softplus(let beta): return log1p(exp(Double(beta) * z)) / Double(beta)
    case .squareplus(let b): return (z + (z * z + Double(b)).squareRoot()) / 2
    case .softsign: return z / (1 + abs(z))
    case .tanh: return Foundation.tanh(z)
    case .silu(let alpha): return z / (1 + exp(-Double(alpha) * z))
    case .mish: return z * Foundation.tanh(log1p(exp(z)))
    case .gelu: return z * erfc(-z / 2.0.squareRoot()) / 2
    case .geluTanh:
      return z / 2
        * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)))
    }
  }

  /// z of the last layer for one row.
  func logits(_ x: [Double]) -> [Double] {
    var a = x
    var next = 0
    for (k, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
      let bias = next + inputs * outputs
      let z = (0..<outputs).map { j in
        (0..<inputs).reduce(parameters[bias + j]) {
          $0 + a[$1] * parameters[next + $1 * outputs + j]
        }
      }
      next = bias + outputs
      if k == widths.count - 2 { return z }
      a = Self.apply(activations[k], z)
    }
    return a
  }

  /// ln x.
  static func logarithm(_ x: Double) -> Double { log(x) }

  /// The number of layers, L.
  var layerCount: Int { widths.count - 1 }

  /// z of the last layer for a row whose z of layer k, from 1, is that.
  func logits(from z: [Double], of k: Int) -> [Double] {
    k == layerCount ? z : logits(from: Self.apply(activations[k - 1], z), after: k)
  }

  /// z of the last layer for a row whose activations of layer k are those; k = 0 for the inputs.
  func logits(from a: [Double], after k: Int) -> [Double] {
    var rest = self
    rest.widths = Array(widths[k...])
    rest.activations = Array(activations[k...])
    let passed = (0..<k).reduce(0) { $0 + (widths[$1] + 1) * widths[$1 + 1] }
    rest.parameters = Array(parameters[passed...])
    return rest.logits(a)
  }

  /// The loss of one row from the definition, without any of the forms that avoid overflow.
  static func loss(_ loss: Loss, _ z: [Double], _ t: [Double]) -> Double {
    switch loss {
    case .negativeLogLikelihood:
      return -zip(t, apply(.softmax, z)).reduce(0) { $0 + $1.0 * log($1.1) }
    case .binaryCrossEntropy:
      return -zip(t, apply(.sigmoid, z)).reduce(0) {
        $0 + $1.0 * log($1.1) + (1 - $1.0) * log(1 - $1.1)
      }
    case .huber(let delta):
      return zip(t, z).reduce(0) { sum, pair in
        let e = abs(pair.1 - pair.0)
        return sum + (e <= delta ? e * e / 2 : delta * (e - delta / 2))
      }
    case .squaredError: return zip(t, z).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) / 2 }
    }
  }

  /// The mean loss of rows x with targets t.
  func meanLoss(_ x: [[Double]], _ t: [[Double]]) -> Double {
    zip(x, t).reduce(0) { $0 + Self.loss(loss, logits($1.0), $1.1) } / Double(x.count)
  }

  /// ∂f/∂x for every element of x: (f(x + h) - f(x - h)) / 2h.
  static func centralDifferences(
    of f: ([Double]) -> Double, at x: [Double], h: Double = 1e-5
  ) -> [Double] {
    x.indices.map { i in
      var (above, below) = (x, x)
      above[i] += h
      below[i] -= h
      return (f(above) - f(below)) / (2 * h)
    }
  }

  /// ∂J/∂θ for every parameter: (J(θ + h) - J(θ - h)) / 2h.
  func centralDifferences(_ x: [[Double]], _ t: [[Double]], h: Double = 1e-5) -> [Double] {
    parameters.indices.map { i in
      var moved = self
      moved.parameters[i] += h
      let above = moved.meanLoss(x, t)
      moved.parameters[i] = parameters[i] - h
      return (above - moved.meanLoss(x, t)) / (2 * h)
    }
  }
}
