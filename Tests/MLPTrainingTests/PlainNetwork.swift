import Foundation
import MLPModel
import MLPTraining

/// Forward pass and loss in double precision and plain loops, written for the tests alone: what
/// gradients are held against by central differences.
struct PlainNetwork {
  let widths: [Int]
  let activations: [Activation]
  let loss: Loss
  /// W_1, b_1, W_2, b_2, ...
  var parameters: [Double]

  static func apply(_ activation: Activation, _ z: [Double]) -> [Double] {
    switch activation {
    case .softmax:
      let maximum = z.max() ?? 0
      let e = z.map { exp($0 - maximum) }
      let sum = e.reduce(0, +)
      return e.map { $0 / sum }
    case .linear: return z
    case .relu: return z.map { $0 > 0 ? $0 : 0 }
    case .leakyReLU(let slope): return z.map { $0 > 0 ? $0 : Double(slope) * $0 }
    case .elu(let alpha): return z.map { $0 > 0 ? $0 : Double(alpha) * expm1($0) }
    case .sigmoid: return z.map { 1 / (1 + exp(-$0)) }
    case .hardSigmoid(let alpha, let beta):
      return z.map { min(1, max(0, Double(alpha) * $0 + Double(beta))) }
    case .tanh: return z.map { Foundation.tanh($0) }
    case .softsign: return z.map { $0 / (1 + abs($0)) }
    case .silu: return z.map { $0 / (1 + exp(-$0)) }
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

  /// The loss of one row from the definition, without any of the forms that avoid overflow.
  static func loss(_ loss: Loss, _ z: [Double], _ t: [Double]) -> Double {
    switch loss {
    case .negativeLogLikelihood:
      return -zip(t, apply(.softmax, z)).reduce(0) { $0 + $1.0 * log($1.1) }
    case .binaryCrossEntropy:
      return -zip(t, apply(.sigmoid, z)).reduce(0) {
        $0 + $1.0 * log($1.1) + (1 - $1.0) * log(1 - $1.1)
      }
    case .squaredError: return zip(t, z).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) / 2 }
    }
  }

  /// The mean loss of rows x with targets t.
  func meanLoss(_ x: [[Double]], _ t: [[Double]]) -> Double {
    zip(x, t).reduce(0) { $0 + Self.loss(loss, logits($1.0), $1.1) } / Double(x.count)
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
