import MLPModel

extension Activation {
  /// The body of a Swift function of `z: Float` that returns h(z), and what it calls; nil for the identity
  /// and for what takes a whole row.
  var swiftBody: (text: String, calls: [SwiftFunction])? {
    let largest = "Double(Float.greatestFiniteMagnitude)"
    return switch self {
    case .linear, .softmax, .logSoftmax: nil
    case .relu: ("return 0 > z ? 0 : z", [])
    case .relu6: ("return clamp(z, 0, 6)", [.clampFloat])
    case .leakyReLU(let slope): ("return z < 0 ? z * \(slope.hexadecimal) : z", [])
    case .clippedReLU(let slope, let threshold, let maximum):
      (
        """
        let low: Float = \(slope == 0 ? "0" : "\(slope.hexadecimal) * (z - \(threshold.hexadecimal))")
        let y = z <= \(threshold.hexadecimal) ? low : z
        return y > \(maximum.hexadecimal) ? \(maximum.hexadecimal) : y
        """, []
      )
    case .threshold(let theta, let value):
      ("return z <= \(theta.hexadecimal) ? \(value.hexadecimal) : z", [])
    case .hardSigmoid(let alpha, let beta):
      (
        "return clamp(fma(\(alpha.hexadecimal), z, \(beta.hexadecimal)), 0, 1)", [.clampFloat]
      )
    case .hardTanh(let minimum, let maximum):
      ("return clamp(z, \(minimum.hexadecimal), \(maximum.hexadecimal))", [.clampFloat])
    case .hardSiLU:
      (
        """
        let x = Double(z) < -\(largest) ? -\(largest) : Double(z)
        return Float((x * clamp(x + 3, 0, 6)) * 0x1.5555555555555p-3)
        """, [.clampDouble]
      )
    case .elu(let alpha):
      (
        "return exponentialLinear(Double(z), 1, \(alpha.hexadecimal), log2E)", [.exponentialLinear]
      )
    case .celu(let alpha):
      (
        """
        let alpha = \(alpha.hexadecimal)
        return exponentialLinear(Double(z), 1, alpha, log2E / alpha)
        """, [.exponentialLinear]
      )
    case .selu(let alpha, let scale):
      (
        """
        let scale = \(scale.hexadecimal), alpha = \(alpha.hexadecimal)
        return exponentialLinear(Double(z), scale, scale * alpha, log2E)
        """, [.exponentialLinear]
      )
    case .exponential:
      ("return Float(power(clamp(Double(z), -200, 200), log2E, 0))", [.clampDouble, .power])
    case .sigmoid:
      (
        "return Float(1 / (1 + power(clamp(Double(z), -200, 200), -log2E, 0)))",
        [.clampDouble, .power]
      )
    case .logSigmoid: ("return -Float(softplus(-Double(z), 1))", [.softplus])
    case .softplus(let beta):
      ("return Float(softplus(Double(z), \(beta.hexadecimal)))", [.softplus])
    case .squareplus(let b):
      (
        """
        let x = Double(z), b = \(b.hexadecimal), h = x.magnitude + squareRoot(fma(x, x, b))
        return Float(0.5 * (x < 0 ? b / h : h))
        """, []
      )
    case .softsign:
      (
        """
        let x = clamp(Double(z), -\(largest), \(largest))
        return Float(x / (1 + x.magnitude))
        """, [.clampDouble]
      )
    case .tanh:
      (
        """
        let y = Double(z.magnitude), t = power(y > 20 ? 20 : y, 2 * log2E, 1)
        return Float(signOf: z, magnitudeOf: Float(t / (t + 2)))
        """, [.power]
      )
    case .silu(let alpha):
      (
        """
        let x = Double(z) < -\(largest) ? -\(largest) : Double(z), alpha = \(alpha.hexadecimal)
        let t = clamp(x * (alpha * -log2E), -1000, 1000)
        return Float(x / (1 + power(t, 1, 0)))
        """, [.clampDouble, .power]
      )
    case .mish:
      (
        """
        let x = z < -200 ? -200 : Double(z), e = power(x > 40 ? 40 : x, log2E, 0)
        let n = e * (e + 2)
        return Float(x * (n / (n + 2)))
        """, [.power]
      )
    case .gelu:
      (
        """
        let x = z.magnitude > 14.5 ? 14.5 : Double(z.magnitude)
        return Float((z < 0 ? 0 : Double(z)) - x * normalTail(x))
        """, [.normalTail]
      )
    case .geluTanh:
      (
        """
        let x = z.magnitude > 12 ? 12 : Double(z.magnitude)
        let u = x * fma(x * x, 0x1.2444f2a4d8b4bp-4, 0x1.9884533d43651p0)
        return Float((z < 0 ? 0 : Double(z)) - x / (1 + power(u, log2E, 0)))
        """, [.power]
      )
    }
  }
}
