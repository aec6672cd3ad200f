import CommandLineTools
import Files
import MLPModel

/// The model with the names that `--feature-names` and `--classes` give.
func named(
  _ model: MultilayerPerceptron, _ arguments: ParsedArguments
) throws -> MultilayerPerceptron {
  var model = model
  if let value = arguments.optional(Options.featureNames) {
    let names = try names(value)
    guard names.count == model.inputCount, model.input.categories.isEmpty else {
      throw CommandFailure(
        .usage,
        "\(value.label): found \(names.count) names, expected \(model.inputCount), one for each feature"
          + (model.input.categories.isEmpty ? "" : ", of a model without columns of text"))
    }
    let features = zip(names, model.input.features).map { name, feature in
      Feature(
        name: name, offset: feature.offset, scale: feature.scale, range: feature.range,
        imputed: feature.imputed)
    }
    let input = InputDescription(features: features, privacyNote: model.input.privacyNote)
    model = try rebuilt(model, input: input)
  }
  if let value = arguments.optional(Options.classes) {
    let names = try names(value)
    model = try classified(model, names, value.label)
  }
  return model
}

/// The model with those labels; one that gives logits or their logarithms gives probabilities then.
private func classified(
  _ model: MultilayerPerceptron, _ names: [String], _ label: String
) throws -> MultilayerPerceptron {
  let outputs = model.outputCount
  var layers = model.layers
  var task = model.output.task
  if let last = layers.last, task == .regression, names.count > 1,
    last.activation == .linear || last.activation == .logSoftmax
  {
    task = .classification
    layers[layers.count - 1] = try DenseLayer(
      inputCount: last.inputCount, outputCount: last.outputCount, weights: last.weights,
      bias: last.bias, activation: outputs == 1 ? .sigmoid : .softmax)
  }
  let expected = task == .classification && outputs == 1 ? 2 : outputs
  guard names.count == expected else {
    throw CommandFailure(
      .usage, "\(label): found \(names.count) names, expected \(expected) for \(outputs) outputs")
  }
  let output = OutputDescription(
    task: task, labels: names, temperature: model.output.temperature,
    threshold: model.output.threshold)
  return try rebuilt(model, layers: layers, output: output)
}

/// The model with other parts; without verification rows, which were for the old ones.
private func rebuilt(
  _ model: MultilayerPerceptron, input: InputDescription? = nil, layers: [DenseLayer]? = nil,
  output: OutputDescription? = nil
) throws -> MultilayerPerceptron {
  try failing(with: .usage) {
    try MultilayerPerceptron(
      input: input ?? model.input, layers: layers ?? model.layers,
      output: output ?? model.output, provenance: model.provenance)
  }
}

/// The names between commas; without a comma those in the lines of the file, or one name where there is no
/// such file.
private func names(_ value: ArgumentValue) throws -> [String] {
  if value.text.contains(",") { return try value.list().map(\.text) }
  guard let file = try? readFile(value.text, atMost: 1 << 30) else { return [value.text] }
  let bytes = file.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw CommandFailure(.input, "\(value.text): found bytes that are no text, expected UTF-8")
  }
  var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  if lines.last == "" { lines.removeLast() }
  return lines.map(String.init)
}
