import Comparison
import LayerChain
import MLPImport
import MLPModel
import MLPSchema
import Mutants
import Storage

extension FuzzTarget {
  /// What the sandboxed reader of foreign files answers: refused, or an answer that can be worked with as `--verify`
  /// does.
  ///
  /// The first byte says what the others are: a whole answer, or the steps beside one of two models.
  static let answer = FuzzTarget("answer") { bytes in
    guard let part = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch part % 8 {
    case 0: try read(rest, .hdf5, keepingSteps: true)
    case 1: try read(rest, .keras, keepingSteps: false)
    case 2: try read(rest, .safetensors, keepingSteps: true)
    case let choice:
      let model = try models.get()[Int(choice) % 2]
      try read(answer(rest, beside: model), .keras, keepingSteps: true)
    }
  }

  /// Model files that steps are put beside: 2 -> 1, and 4 -> 5 -> 3.
  private static let models = Result {
    let shapes: [[(inputs: Int, outputs: Int, activation: Activation)]] = [
      [(2, 1, .leakyReLU(negativeSlope: 0.25))],
      [(4, 5, .leakyReLU(negativeSlope: 0.25)), (5, 3, .softmax)],
    ]
    return try shapes.map { layers in
      var steps: [Step] = []
      for layer in layers {
        let elements = (0..<layer.inputs * layer.outputs).map { Double($0 % 7 - 3) / 4 }
        guard let kernel = Tensor(shape: [layer.inputs, layer.outputs], elements: elements) else {
          throw Finding("a kernel without its numbers")
        }
        steps.append(Step("dense", .dense(kernel: kernel, bias: nil)))
        steps.append(Step("activation", .activation(layer.activation)))
      }
      let file = try sealedFile(of: encodeModel(Network(steps).model(from: "fuzz")))
      return file.withBytes { $0.withUnsafeBytes(Array.init) }
    }
  }

  /// An answer that holds these steps, said to come from Keras 3.
  private static func answer(_ steps: [UInt8], beside model: [UInt8]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return [UInt8]("mlp-answ".utf8) + number(1, 4) + number(2, 4) + number(1, 8)
      + number(model.count, 8) + number(steps.count, 8) + [UInt8(ascii: "3")] + model + steps
  }

  private static func read(
    _ bytes: [UInt8], _ format: ImportRequest.Format, keepingSteps: Bool
  ) throws {
    let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    guard
      let found = try? importedModel(
        fromAnswer: block, to: format, keepingSteps: keepingSteps, "fuzzed")
    else { return }
    try require(
      (found.steps != nil) == (keepingSteps && found.form != .reencoded),
      "steps come where they were asked for, and nowhere else")
    guard let steps = found.steps else { return }
    let model = found.file.model
    let chain = try ReferenceChain(steps, of: model)
    let logits = chain.logits(of: [Double](repeating: 1e30, count: chain.inputCount))
    try require(logits.count == model.outputCount, "as many logits as the model has outputs")
    _ = try? compareLayers(of: model, with: chain)
  }
}
