import CommandLineTools
import Files
import MLPModel
import MLPSchema
import Text

/// The model with the names that `--feature-names` and `--classes` give.
func named(
  _ model: MultilayerPerceptron, _ arguments: ParsedArguments
) throws -> MultilayerPerceptron {
  var model = model
  if let names = try names(Options.featureNames, arguments, atMost: model.inputCount) {
    let label = arguments.label(of: Options.featureNames)
    guard names.count == model.inputCount, model.input.categories.isEmpty else {
      throw CommandFailure(
        .usage,
        "\(label): found \(names.count) names, expected \(model.inputCount), one for each feature"
          + (model.input.categories.isEmpty ? "" : ", of a model without columns of text"))
    }
    let features = zip(names, model.input.features).map { $1.named($0) }
    let input = InputDescription(features: features, privacyNote: model.input.privacyNote)
    model = try rebuilt(model, input: input)
  }
  if let names = try names(Options.classes, arguments, atMost: max(2, model.outputCount)) {
    model = try classified(model, names, arguments.label(of: Options.classes))
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

/// The names that all values of an option give, `count` at most of a file; nil where it is not given.
private func names(
  _ option: Option, _ arguments: ParsedArguments, atMost count: Int
) throws -> [String]? {
  let values = arguments.values(of: option)
  return values.isEmpty ? nil : try values.flatMap { try names($0, atMost: count) }
}

/// The names of a list; of a single one without quotes that is a file's those in its lines, as they are.
private func names(_ value: ArgumentValue, atMost count: Int) throws -> [String] {
  let items = try value.list()
  guard items.count == 1, !items[0].isQuoted else {
    return try items.map { try name($0.text, value) }
  }
  // As many names as there may be, of the longest there are, with their line ends.
  let limit = (count + 1) * (Limits.nameByteCount + 2) + 4096
  var size = 0
  let file = try? readFile(value.text, atMost: .max) { _, found in
    size = found
    return found <= limit
  }
  guard let file else {
    if size <= limit { return [try name(items[0].text, value)] }
    throw CommandFailure(
      .input, "\(value.text): found \(size) bytes, expected at most \(limit) for \(count) names")
  }
  let bytes = file.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw CommandFailure(.input, "\(value.text): found bytes that are no text, expected UTF-8")
  }
  let lineCount = text.count(where: \.isNewline)
  guard lineCount <= count + 1 else {
    throw CommandFailure(
      .usage, "\(value.label): found \(lineCount) names, expected at most \(count)")
  }
  var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  if lines.last == "" { lines.removeLast() }
  return lines.map(String.init)
}

/// A name of the command line, whose value may have been the name of a file and so any bytes.
private func name(_ text: String, _ value: ArgumentValue) throws(CommandFailure) -> String {
  guard let name = text.withoutPathBytes else {
    throw CommandFailure(
      .usage, "\(value.label): found \(Excerpt(text)), expected names in UTF-8 or a file of them")
  }
  return name
}
