import MLPModel
import Storage

/// A model as Swift: one file that imports nothing.
///
/// The code gives the same bits as arithmetic version 1 (SCHEMA.md), optimised or not. The numbers are text
/// in base64, decoded once at first need: a literal for each would take the compiler minutes.
public struct SwiftSource: Sendable {
  /// The text of the file, in parts that follow each other.
  public let source: [String]

  /// The source of `model`.
  ///
  /// - Parameters:
  ///   - name: what the type is called, a capital first, after what Swift does not allow became an
  ///     underscore.
  ///   - identity: the model's, for the record.
  /// - Complexity: O(parameters).
  public init(_ model: MultilayerPerceptron, name: String, identity: String) {
    let type = name.swiftTypeName
    let activations = SwiftSource.activations(model)
    let functions = SwiftFunction.ordered(activations.flatMap(\.calls) + [.dense, .floats])
    let members = [
      [SwiftSource.facts(model)], [SwiftSource.predict(model), SwiftSource.check(model)],
      ["private static let log2E = 0x1.71547652b82fep0"], activations.map(\.text), functions,
    ].joined().filter { !$0.isEmpty }
    var parts = [
      """
      \(sourceMark) from the model \(identity). Do not edit.
      //
      // Swift 5.5 or newer; imports nothing and is linked with nothing: swiftc -O \(type).swift main.swift
      // Each number of a row has the same bits in debug and release builds. -D FMA -Xcc -mfma makes it faster on
      // x86-64, for CPUs that have this instruction; on ARM it is always used. Numbers are rounded to nearest and
      // subnormal numbers are kept: leave the floating-point environment as Swift starts it.

      /// \(type): \(model.inputCount) inputs, \(model.outputCount) outputs.
      public enum \(type) {

      """
    ]
    parts.append(members.map { $0.indented + "\n" }.joined(separator: "\n"))
    for (k, layer) in model.layers.enumerated() {
      parts += array("weights\(k)", layer.weights.array) + array("bias\(k)", layer.bias.array)
    }
    if model.input.isScaled {
      parts += array("offset", model.input.features.map(\.offset))
      parts += array("scale", model.input.features.map(\.scale))
    }
    if let rows = model.verification {
      parts += array("checkInputs", rows.inputs.array) + array("checkOutputs", rows.outputs.array)
    }
    parts += ["}\n\n", String(decoding: PackageResources.fma_swift, as: UTF8.self)]
    let takesRoots = model.layers.contains {
      if case .squareplus = $0.activation { true } else { false }
    }
    if takesRoots {
      parts += ["\n", String(decoding: PackageResources.square_root_swift, as: UTF8.self)]
    }
    source = parts
  }

  private static func facts(_ model: MultilayerPerceptron) -> String {
    func list(_ texts: [String]) -> String {
      "[\n" + texts.map { "  \($0.swiftLiteral),\n" }.joined() + "]"
    }
    let origins =
      model.input.hasOrigins
      ? """

      /// What to subtract from each raw value, in double precision, before it is rounded to a float of a row: a
      /// number is Float(value - origins[j]).
      public static let origins: [Double] = \(model.input.features.map(\.origin))
      """ : ""
    return """
      /// The numbers of a row.
      public static let inputCount = \(model.inputCount)
      /// The numbers that come of it.
      public static let outputCount = \(model.outputCount)
      /// The names of the inputs in their order.
      public static let features: [String] = \(list(Array(model.input.features.names)))
      /// The names of the classes or outputs.
      public static let labels: [String] = \(list(Array(model.output.labels)))\(origins)
      """
  }

  /// The functions `activationK` of the layers that have one, and what they call.
  private static func activations(
    _ model: MultilayerPerceptron
  ) -> [(text: String, calls: [SwiftFunction])] {
    model.layers.enumerated().map { k, layer in
      switch layer.activation {
      case .softmax: return ("", [.softmax])
      case .logSoftmax: return ("", [.logSoftmax])
      default:
        guard let (text, calls) = layer.activation.swiftBody else { return ("", []) }
        return (
          "private static func activation\(k)(_ z: Float) -> Float {\n\(text.indented)\n}", calls
        )
      }
    }
  }

  private static func predict(_ model: MultilayerPerceptron) -> String {
    var lines: [String] = []
    if model.input.isScaled {
      lines.append("for j in 0..<inputCount { a[j] = (a[j] - offset[j]) * scale[j] }")
    }
    for (k, layer) in model.layers.enumerated() {
      lines.append("a = dense(a, weights\(k), bias\(k))")
      if k == model.layers.count - 1, model.output.temperature != 1 {
        lines.append("a = a.map { $0 / \(model.output.temperature.hexadecimal) }")
      }
      switch layer.activation {
      case .linear: break
      case .softmax: lines.append("a = softmax(a)")
      case .logSoftmax: lines.append("a = logSoftmax(a)")
      default: lines.append("a = a.map(activation\(k))")
      }
    }
    return """
      /// Runs the network on one row: numbers as they are before any scaling, in the order of `features`, to the
      /// outputs after the last activation. Any thread may call it.
      public static func predict(_ x: [Float]) -> [Float] {
        precondition(x.count == inputCount, "expected a row of \(model.inputCount) numbers")
        var a = x
      \(lines.joined(separator: "\n").indented)
        // Which NaN differs between CPUs.
        return a.map { $0 == $0 ? $0 : Float(bitPattern: 0x7fc0_0000) }
      }
      """
  }

  private static func check(_ model: MultilayerPerceptron) -> String {
    let body =
      model.verification == nil
      ? "0"
      : """
      (0..<checkInputs.count / inputCount).filter { row in
        let y = predict(Array(checkInputs[row * inputCount..<(row + 1) * inputCount]))
        return zip(y, checkOutputs[(row * outputCount)...]).contains { $0.bitPattern != $1.bitPattern }
      }.count
      """
    return """
      /// Runs the rows that the model was exported with: how many do not give the same bits as then. 0, unless
      /// the floating-point environment is not as programs start with it.
      public static func check() -> Int {
      \(body.indented)
      }
      """
  }
}

/// A constant array of the type, its bytes in base64, 96 characters a line.
private func array(_ name: String, _ numbers: [Float]) -> [String] {
  let lines = numbers.base64Lines(of: 96)
  return ["\n  private static let \(name): [Float] = floats(\n    \"\"\"\n"]
    + lines.map { "    \($0)\n" } + ["    \"\"\")\n"]
}

extension String {
  /// The text with each line that is not empty two blanks further in.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }
}
