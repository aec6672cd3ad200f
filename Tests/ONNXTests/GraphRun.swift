import Foundation
import Testing

/// The graph of an ONNX file run on one row in double precision, operator by operator as ONNX defines them.
struct GraphRun {
  private let graph: Fields
  private var values: [String: [Double]] = [:]
  /// The shape of each constant.
  private(set) var shapes: [String: [Int]] = [:]

  init(_ graph: Fields) throws {
    self.graph = graph
    for constant in try graph.messages(5) {
      let name = try #require(constant.texts(8).first)
      let bytes = try #require(constant.bytes(9).first)
      // Float32 or float64.
      let type = try #require(constant.integers(2).first)
      #expect([1, 11].contains(type))
      let size = type == 1 ? 4 : 8
      let shape = constant.integers(1)
      #expect(bytes.count == size * shape.reduce(1, *))
      values[name] = stride(from: 0, to: bytes.count, by: size).map { at in
        let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[at + $1]) << UInt64(8 * $1) }
        return type == 1
          ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits)
      }
      shapes[name] = shape
    }
  }

  /// What `output` is where `input` is `row`.
  mutating func outputs(of row: [Double]) throws -> [Double] {
    values["input"] = row
    for node in try graph.messages(1) {
      let kind = try #require(node.texts(4).first)
      let inputs = try node.texts(1).map { try #require(values[$0]) }
      var attributes: [String: Fields] = [:]
      for attribute in try node.messages(5) {
        attributes[try #require(attribute.texts(1).first)] = attribute
      }
      let name = try #require(node.texts(2).first)
      values[name] = try Self.result(of: kind, inputs, attributes)
    }
    return try #require(values["output"])
  }

  private static func result(
    of kind: String, _ x: [[Double]], _ attributes: [String: Fields]
  ) throws -> [Double] {
    func number(_ name: String) throws -> Double {
      Double(try #require(attributes[name]?.float(2), "\(kind) \(name)"))
    }
    func each(_ function: (Double) -> Double) -> [Double] { x[0].map(function) }
    /// Element by element; a scalar goes with each.
    func pairs(_ function: (Double, Double) -> Double) -> [Double] {
      x[0].enumerated().map { function($1, x[1][x[1].count == 1 ? 0 : $0]) }
    }
    switch kind {
    case "Identity": return x[0]
    case "Sub": return pairs(-)
    case "Cast":
      #expect(attributes["to"]?.integers(3) == [1])
      return each { Double(Float($0)) }
    case "Mul": return pairs(*)
    case "Div": return pairs(/)
    case "Add": return pairs(+)
    case "Min": return pairs(min)
    case "Greater": return pairs { $0 > $1 ? 1 : 0 }
    case "Where":
      return x[0].indices.map { x[0][$0] != 0 ? x[1][$0] : x[2][x[2].count == 1 ? 0 : $0] }
    case "Clip": return each { min(x[2][0], max(x[1][0], $0)) }
    case "Gemm":
      let (alpha, beta) = (try number("alpha"), try number("beta"))
      #expect(attributes["transA"]?.integers(3) == [0])
      #expect(attributes["transB"]?.integers(3) == [0])
      let count = x[2].count
      return (0..<count).map { j in
        let sum = x[0].indices.reduce(0.0) { $0 + x[0][$1] * x[1][$1 * count + j] }
        return alpha * sum + beta * x[2][j]
      }
    case "Relu": return each { max(0, $0) }
    case "LeakyRelu":
      let alpha = try number("alpha")
      return each { $0 < 0 ? alpha * $0 : $0 }
    case "HardSigmoid":
      let (alpha, beta) = (try number("alpha"), try number("beta"))
      return each { min(1, max(0, alpha * $0 + beta)) }
    case "HardSwish": return each { $0 * min(1, max(0, $0 / 6 + 0.5)) }
    case "Elu":
      let alpha = try number("alpha")
      return each { $0 < 0 ? alpha * expm1($0) : $0 }
    case "Celu":
      let alpha = try number("alpha")
      return each { max(0, $0) + min(0, alpha * expm1($0 / alpha)) }
    case "Selu":
      let (alpha, gamma) = (try number("alpha"), try number("gamma"))
      return each { gamma * ($0 > 0 ? $0 : alpha * expm1($0)) }
    case "Exp": return each { exp($0) }
    case "Neg": return each { -$0 }
    case "Sqrt": return each { $0.squareRoot() }
    case "Sigmoid": return each { 1 / (1 + exp(-$0)) }
    case "Softplus": return each { log1p(exp($0)) }
    case "Softsign": return each { $0 / (1 + abs($0)) }
    case "Tanh": return each { tanh($0) }
    case "Mish": return each { $0 * tanh(log1p(exp($0))) }
    case "Gelu" where attributes["approximate"]?.texts(4) == ["none"]:
      return each { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
    case "Gelu":
      #expect(attributes["approximate"]?.texts(4) == ["tanh"])
      return each {
        0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
      }
    case "Softmax", "LogSoftmax":
      #expect(attributes["axis"]?.integers(3) == [1])
      let m = x[0].max() ?? 0
      let sum = x[0].reduce(0.0) { $0 + exp($1 - m) }
      return each { kind == "Softmax" ? exp($0 - m) / sum : $0 - m - log(sum) }
    default:
      Issue.record("an operator that no test knows: \(kind)")
      return x[0]
    }
  }
}
