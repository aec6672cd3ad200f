import MLPModel

extension Activation {
  /// The body of a C function of `float z` that returns h(z), and what it calls; nil for the identity and
  /// for what takes a whole row.
  var cBody: (text: String, calls: [CFunction])? {
    let largest = "0x1.fffffep127"
    return switch self {
    case .linear, .softmax, .logSoftmax: nil
    case .relu: ("return 0 > z ? 0 : z;", [])
    case .relu6: ("return clamp_float(z, 0, 6);", [.clampFloat])
    case .leakyReLU(let slope): ("return z < 0 ? z * \(slope.cConstant) : z;", [])
    case .clippedReLU(let slope, let threshold, let maximum):
      (
        """
        float low = \(slope == 0 ? "0" : "\(slope.cConstant) * (z - \(threshold.cConstant))");
        float y = z <= \(threshold.cConstant) ? low : z;
        return y > \(maximum.cConstant) ? \(maximum.cConstant) : y;
        """, []
      )
    case .threshold(let theta, let value):
      ("return z <= \(theta.cConstant) ? \(value.cConstant) : z;", [])
    case .hardSigmoid(let alpha, let beta):
      (
        "return clamp_float(exact_fmaf(\(alpha.cConstant), z, \(beta.cConstant)), 0, 1);",
        [.clampFloat, .fmaFloat]
      )
    case .hardTanh(let minimum, let maximum):
      ("return clamp_float(z, \(minimum.cConstant), \(maximum.cConstant));", [.clampFloat])
    case .hardSiLU:
      (
        """
        double x = z < -\(largest) ? -\(largest) : z;
        return (float)((x * clamp_double(x + 3, 0, 6)) * 0x1.5555555555555p-3);
        """, [.clampDouble]
      )
    case .elu(let alpha):
      ("return exponential_linear(z, 1, \(alpha.cConstant), LOG2_E);", [.exponentialLinear])
    case .celu(let alpha):
      (
        "return exponential_linear(z, 1, \(alpha.cConstant), LOG2_E / \(alpha.cConstant));",
        [.exponentialLinear]
      )
    case .selu(let alpha, let scale):
      (
        """
        double scale = \(scale.cConstant), alpha = \(alpha.cConstant);
        return exponential_linear(z, scale, scale * alpha, LOG2_E);
        """, [.exponentialLinear]
      )
    case .exponential:
      ("return (float)power(clamp_double(z, -200, 200), LOG2_E, 0);", [.clampDouble, .power])
    case .sigmoid:
      (
        "return (float)(1 / (1 + power(clamp_double(z, -200, 200), -LOG2_E, 0)));",
        [.clampDouble, .power]
      )
    case .logSigmoid: ("return -(float)softplus(-z, 1);", [.softplus])
    case .softplus(let beta): ("return (float)softplus(z, \(beta.cConstant));", [.softplus])
    case .squareplus(let b):
      (
        """
        double x = z, b = \(b.cConstant), h = fabs(x) + sqrt(exact_fma(x, x, b));
        return (float)(0.5 * (x < 0 ? b / h : h));
        """, [.fma]
      )
    case .softsign:
      (
        """
        double x = clamp_double(z, -\(largest), \(largest));
        return (float)(x / (1 + fabs(x)));
        """, [.clampDouble]
      )
    case .tanh:
      (
        """
        double y = fabsf(z), t = power(y > 20 ? 20 : y, 2 * LOG2_E, 1);
        return copysignf((float)(t / (t + 2)), z);
        """, [.power]
      )
    case .silu(let alpha):
      (
        """
        double x = z < -\(largest) ? -\(largest) : z, alpha = \(alpha.cConstant);
        double t = clamp_double(rounded(x * (alpha * -LOG2_E)), -1000, 1000);
        return (float)(x / (1 + power(t, 1, 0)));
        """, [.rounded, .clampDouble, .power]
      )
    case .mish:
      (
        """
        double x = z < -200 ? -200 : z, e = power(x > 40 ? 40 : x, LOG2_E, 0);
        double n = rounded(e * (e + 2));
        return (float)(x * (n / (n + 2)));
        """, [.rounded, .power]
      )
    case .gelu:
      (
        """
        double x = fabsf(z) > 14.5f ? 14.5 : fabsf(z);
        return (float)((z < 0 ? 0 : z) - rounded(x * normal_tail(x)));
        """, [.rounded, .normalTail]
      )
    case .geluTanh:
      (
        """
        double x = fabsf(z) > 12 ? 12 : fabsf(z);
        double u = x * exact_fma(rounded(x * x), 0x1.2444f2a4d8b4bp-4, 0x1.9884533d43651p0);
        return (float)((z < 0 ? 0 : z) - x / (1 + power(u, LOG2_E, 0)));
        """, [.rounded, .power]
      )
    }
  }
}
