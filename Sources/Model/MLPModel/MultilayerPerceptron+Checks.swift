// What makes a model one. Each check is one rule of SCHEMA.md, "Rules".

import Storage
import Text

extension MultilayerPerceptron {
  func checkLayers() throws(InvalidModel) {
    guard !layers.isEmpty else { throw InvalidModel(.layers, found: "none", "1 or more") }
    var width = inputCount
    for (k, layer) in layers.enumerated() {
      guard layer.inputCount == width else {
        throw InvalidModel(.weights(layer: k), found: "\(layer.inputCount) inputs", "\(width)")
      }
      width = layer.outputCount
      try checkFinite(layer.weights, .weights(layer: k))
      try checkFinite(layer.bias, .bias(layer: k))
      for parameter in layer.activation.parameters {
        guard parameter.value.isFinite else {
          throw InvalidModel(
            .parameter(layer: k, name: parameter.name), found: "\(parameter.value)",
            "a finite number")
        }
      }
    }
  }

  func checkOutput() throws(InvalidModel) {
    guard let last = layers.last else { return }
    try checkUnique(output.labels, .labels)
    let binary = output.task == .classification && last.outputCount == 1
    guard output.labels.count == (binary ? 2 : last.outputCount) else {
      throw InvalidModel(
        .labels, found: "\(output.labels.count) labels",
        binary ? "2 for one output" : "\(last.outputCount)")
    }
    let fits: [Activation] =
      switch output.task {
      case .classification: binary ? [.sigmoid] : [.softmax]
      case .multiLabel: [.sigmoid]
      case .regression: []
      }
    guard fits.isEmpty || fits.contains(last.activation) else {
      throw InvalidModel(
        .activation(layer: layers.count - 1), found: last.activation.tag,
        "\(fits[0].tag) for \(output.task.rawValue)")
    }
    guard output.temperature.isFinite, output.temperature > 0 else {
      throw InvalidModel(.temperature, found: "\(output.temperature)", "a number above 0")
    }
    guard output.temperature == 1 || [.softmax, .sigmoid].contains(last.activation) else {
      throw InvalidModel(
        .temperature, found: "\(output.temperature) with \(last.activation.tag) outputs", "1")
    }
    guard output.threshold > 0, output.threshold < 1 else {
      throw InvalidModel(.threshold, found: "\(output.threshold)", "a number between 0 and 1")
    }
    guard output.threshold == 0.5 || binary || output.task == .multiLabel else {
      throw InvalidModel(
        .threshold, found: "\(output.threshold) where no output is compared with it", "0.5")
    }
  }

  func checkVerification() throws(InvalidModel) {
    guard let verification else { return }
    let rows = verification.inputs.count / inputCount
    guard rows >= 1, rows * inputCount == verification.inputs.count else {
      throw InvalidModel(
        .verificationInputs, found: "\(verification.inputs.count) numbers",
        "a multiple of \(inputCount)")
    }
    let (outputs, overflow) = rows.multipliedReportingOverflow(by: outputCount)
    guard !overflow, verification.outputs.count == outputs else {
      throw InvalidModel(
        .verificationOutputs, found: "\(verification.outputs.count) numbers",
        "\(rows) x \(outputCount)")
    }
    try checkFinite(verification.inputs, .verificationInputs)
    try checkFinite(verification.outputs, .verificationOutputs)
    guard verification.tolerance.isFinite, verification.tolerance >= 0 else {
      throw InvalidModel(.tolerance, found: "\(verification.tolerance)", "0 or more")
    }
  }

  private func checkFinite(_ block: FloatBlock, _ part: ModelPart) throws(InvalidModel) {
    guard let i = block.firstNonFinite else { return }
    throw InvalidModel(part, found: "\(block[i] ?? .nan) at element \(i)", "finite numbers")
  }

  /// - Returns: an index of the names.
  @discardableResult func checkUnique(
    _ names: TextList, _ part: ModelPart
  ) throws(InvalidModel) -> TextIndex {
    if let i = names.firstEmpty {
      throw InvalidModel(part, found: "an empty one at \(i)", "a name")
    }
    let index: TextIndex
    do { index = try TextIndex(names) } catch { throw InvalidModel(part, error) }
    if let i = index.firstRepeated {
      throw InvalidModel(part, found: "\"\(names[i])\" twice", "each once")
    }
    return index
  }
}
