import MLPModel

// Arithmetic version 1 of activations, written a second time from SCHEMA.md for one number at a time:
// what the kernels of every tier must equal bit for bit.

private let log2E = 0x1.71547652b82fep0

private func fma(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

private func horner(_ x: Double, _ coefficients: [Double]) -> Double {
  coefficients.dropFirst().reduce(coefficients[0]) { fma($0, x, $1) }
}

private func clamp<T: Comparable>(_ v: T, _ low: T, _ high: T) -> T {
  let v = v < low ? low : v
  return v > high ? high : v
}

/// 2^n, f and P(f) of 2^(c x).
private func powerParts(_ x: Double, _ c: Double) -> (whole: Double, part: Double, slope: Double) {
  let magic = 0x1.8p52
  let t = fma(x, c, magic)
  let f = fma(x, c, magic - t)
  guard !t.isNaN else { return (1, f, f) }
  let whole = Double(sign: .plus, exponent: Int(t - magic), significand: 1)
  return (whole, whole * f, horner(f, powerCoefficients))
}

private let powerCoefficients = [
  0x1.4308fabc1a71dp-13, 0x1.5f07b4611a8bcp-10, 0x1.3b2b9fbd89640p-7, 0x1.c6af6e92be3f7p-5,
  0x1.ebfbdec29c82cp-3, 0x1.62e4302eeb44dp-1,
]

private func exp2(_ x: Double, _ c: Double) -> Double {
  let p = powerParts(x, c)
  return fma(p.part, p.slope, p.whole)
}

private func exp2m1(_ x: Double, _ c: Double) -> Double {
  let p = powerParts(x, c)
  return fma(p.part, p.slope, p.whole - 1)
}

private let artanhCoefficients = [
  0x1.208bd0ad97778p-2, 0x1.1e510ad3469e7p-2, 0x1.99dae69c61e5bp-2, 0x1.5554df3a11af8p-1,
  0x1.0000001102a47p1,
]

private func twiceArtanh(_ s: Double) -> Double { horner(s * s, artanhCoefficients) * s }

private func ln1p(_ x: Double) -> Double { twiceArtanh(x / (x + 2)) }

private func ln(_ x: Double) -> Double {
  guard !x.isNaN else { return x }
  var (k, m) = (Double(x.exponent), x.significand)
  if m >= 0x1.6a09e667f3bcdp0 { (k, m) = (k + 1, m / 2) }
  return fma(k, 0x1.62e42fefa39efp-1, twiceArtanh((m - 1) / (m + 1)))
}

private let tailNumerator = [
  0x1.0dc3f78040d06p-8, 0x1.4cddd7ef7b29ep-5, 0x1.7743d3af077d5p-3, 0x1.c0d048ac4aa02p-2,
  0x1.00000019617cbp-1,
]
private let tailDenominator = [
  0x1.5218d404d9f31p-7, 0x1.a13679a36f3fdp-4, 0x1.e0bcb3b2dbd9cp-2, 0x1.33d729e6fada0p0,
  0x1.acaa5502a7687p0, 1,
]

private func normalTail(_ x: Double) -> Double {
  exp2(x * x, -log2E / 2) * (horner(x, tailNumerator) / horner(x, tailDenominator))
}

private func normalLogit(_ x: Double) -> Double {
  x * fma(x * x, 0x1.2444f2a4d8b4bp-4, 0x1.9884533d43651p0)
}

private func softplus(_ z: Double, _ beta: Double) -> Double {
  let u = z * beta
  let t = abs(u) * -log2E
  let e = exp2(t < -1000 ? -1000 : t, 1)
  return ((u < 0 ? 0 : u) + ln1p(e)) * (1 / beta)
}

private func exponentialLinear(_ z: Double, _ p: Double, _ n: Double, _ c: Double) -> Double {
  z < 0 ? n * exp2m1(clamp(z * c, -1000, 1000), 1) : p * z
}

/// h(z) for what takes one number.
func referenceActivation(_ activation: Activation, _ z: Float) -> Float {
  switch activation {
  case .linear, .softmax, .logSoftmax: return z
  case .relu: return 0 > z ? 0 : z
  case .relu6: return clamp(z, 0, 6)
  case .leakyReLU(let slope): return z < 0 ? z * slope : z
  case .clippedReLU(let slope, let threshold, let maximum):
    let y = z <= threshold ? (slope == 0 ? 0 : slope * (z - threshold)) : z
    return y > maximum ? maximum : y
  case .threshold(let theta, let value): return z <= theta ? value : z
  case .hardSigmoid(let alpha, let beta): return clamp(beta.addingProduct(alpha, z), 0, 1)
  case .hardTanh(let minimum, let maximum): return clamp(z, minimum, maximum)
  case .tanh: return Float(smooth(activation, Double(z.magnitude))) * (z.sign == .minus ? -1 : 1)
  case .logSigmoid: return -Float(softplus(Double(-z), 1))
  default: return Float(smooth(activation, Double(z)))
  }
}

/// The part in double.
private func smooth(_ activation: Activation, _ z: Double) -> Double {
  let m = Double(Float.greatestFiniteMagnitude)
  let ramp = z < 0 ? 0 : z
  switch activation {
  case .hardSiLU:
    let x = z < -m ? -m : z
    return (x * clamp(x + 3, 0, 6)) * 0x1.5555555555555p-3
  case .elu(let alpha): return exponentialLinear(z, 1, Double(alpha), log2E)
  case .celu(let alpha): return exponentialLinear(z, 1, Double(alpha), log2E / Double(alpha))
  case .selu(let alpha, let scale):
    return exponentialLinear(z, Double(scale), Double(scale) * Double(alpha), log2E)
  case .exponential: return exp2(clamp(z, -200, 200), log2E)
  case .sigmoid: return 1 / (1 + exp2(clamp(z, -200, 200), -log2E))
  case .softplus(let beta): return softplus(z, Double(beta))
  case .squareplus(let b):
    let h = abs(z) + fma(z, z, Double(b)).squareRoot()
    return 0.5 * (z < 0 ? Double(b) / h : h)
  case .softsign:
    let x = clamp(z, -m, m)
    return x / (1 + abs(x))
  case .tanh:
    let t = exp2m1(z > 20 ? 20 : z, 2 * log2E)
    return t / (t + 2)
  case .silu(let alpha):
    let x = z < -m ? -m : z
    return x / (1 + exp2(clamp(x * (Double(alpha) * -log2E), -1000, 1000), 1))
  case .mish:
    let x = z < -200 ? -200 : z
    let e = exp2(x > 40 ? 40 : x, log2E)
    let n = e * (e + 2)
    return x * (n / (n + 2))
  case .gelu:
    let x = abs(z) > 14.5 ? 14.5 : abs(z)
    return ramp - x * normalTail(x)
  case .geluTanh:
    let x = abs(z) > 12 ? 12 : abs(z)
    return ramp - x / (1 + exp2(normalLogit(x), log2E))
  default: return z
  }
}

/// h of a row.
func referenceActivations(_ activation: Activation, _ z: [Float]) -> [Float] {
  switch activation {
  case .softmax, .logSoftmax: referenceSoftmax(z, logarithm: activation == .logSoftmax)
  default: z.map { referenceActivation(activation, $0) }
  }
}

/// Softmax of a row, or its logarithm.
func referenceSoftmax(_ z: [Float], logarithm: Bool) -> [Float] {
  let m = Double(z.reduce(-.infinity) { $1 > $0 ? $1 : $0 })
  let e = z.map { z -> Double in
    let d = Double(z) - m
    return exp2(d < -690 ? -690 : d, log2E)
  }
  var sums = [Double](repeating: 0, count: 16)
  for (j, e) in e.enumerated() { sums[j % 16] += e }
  for h in [8, 4, 2, 1] { for l in 0..<h { sums[l] += sums[l + h] } }
  if logarithm { return z.map { Float((Double($0) - m) - ln(sums[0])) } }
  return e.map { Float($0 * (1 / sums[0])) }
}
