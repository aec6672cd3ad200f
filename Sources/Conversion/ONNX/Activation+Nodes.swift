import MLPModel

extension GraphBuilder {
  /// The nodes of an activation of the last value.
  mutating func add(_ activation: Activation) {
    let z = last
    switch activation {
    case .linear: break
    case .relu: add("Relu", z)
    case .relu6: clip(z, 0, 6)
    case .leakyReLU(let slope): add("LeakyRelu", z, attributes: [("alpha", .float(slope))])
    case .clippedReLU(let slope, let threshold, let maximum):
      let below = add("Mul", add("Sub", z, constant(threshold)), constant(slope))
      add("Min", whereAbove(z, threshold, else: below), constant(maximum))
    case .threshold(let theta, let value): whereAbove(z, theta, else: constant(value))
    case .hardSigmoid(let alpha, let beta):
      add("HardSigmoid", z, attributes: [("alpha", .float(alpha)), ("beta", .float(beta))])
    case .hardTanh(let minimum, let maximum): clip(z, minimum, maximum)
    case .hardSiLU: add("HardSwish", z)
    case .elu(let alpha): add("Elu", z, attributes: [("alpha", .float(alpha))])
    case .celu(let alpha): add("Celu", z, attributes: [("alpha", .float(alpha))])
    case .selu(let alpha, let scale):
      add("Selu", z, attributes: [("alpha", .float(alpha)), ("gamma", .float(scale))])
    case .exponential: add("Exp", z)
    case .sigmoid: add("Sigmoid", z)
    case .logSigmoid: add("Neg", add("Softplus", add("Neg", z)))
    case .softplus(let beta):
      let y = add("Softplus", scaled(z, beta))
      if beta != 1 { add("Div", y, constant(beta)) }
    case .squareplus(let b):
      let root = add("Sqrt", add("Add", add("Mul", z, z), constant(b)))
      add("Mul", add("Add", z, root), constant(0.5))
    case .softsign: add("Softsign", z)
    case .tanh: add("Tanh", z)
    case .silu(let alpha): add("Mul", z, add("Sigmoid", scaled(z, alpha)))
    case .mish: add("Mish", z)
    case .gelu: add("Gelu", z, attributes: [("approximate", .text("none"))])
    case .geluTanh: add("Gelu", z, attributes: [("approximate", .text("tanh"))])
    case .softmax: add("Softmax", z, attributes: [("axis", .integer(1))])
    case .logSoftmax: add("LogSoftmax", z, attributes: [("axis", .integer(1))])
    }
  }

  private mutating func clip(_ value: String, _ low: Float, _ high: Float) {
    add("Clip", value, constant(low), constant(high))
  }

  @discardableResult
  private mutating func whereAbove(_ z: String, _ bound: Float, else other: String) -> String {
    let isAbove = add("Greater", z, constant(bound))
    return add("Where", isAbove, z, other)
  }

  private mutating func scaled(_ value: String, _ factor: Float) -> String {
    factor == 1 ? value : add("Mul", value, constant(factor))
  }
}
