import CommandLineTools
import Files
import LayerChain
import MLPImport
import MLPModel
import MLPReader
import Text

/// Reads the source that the command line names, as it says.
func source(
  _ arguments: ParsedArguments, keepingSteps: Bool = false, _ console: Console
) throws -> ImportedModel {
  try source(
    arguments.value(of: Options.source).text, as: sourceFormat(arguments),
    keepingSteps: keepingSteps, arguments, console)
}

extension ImportedModel {
  /// Whether it is from a model file as this package writes them.
  var isSealed: Bool {
    if case .sealed = form { true } else { false }
  }
}

/// Says where it is a guess, or not as the source has it, what the export's outputs are.
func noteTask(
  of model: MultilayerPerceptron, from source: ImportedModel, _ arguments: ParsedArguments,
  _ console: Console
) {
  guard let last = source.steps?.last(where: { $0.activation != .linear })?.operation else {
    return
  }
  let classes = arguments.optional(Options.classes)
  let name = source.file.name
  switch (last, model.output.task) {
  case (.activation(.logSoftmax), .classification):
    console.note("\(name): log_softmax at the end is written as softmax, which gives probabilities")
  case (.activation(let activation), .regression) where model.outputCount > 1 && classes != nil:
    console.note(
      "\(name): ends in \(activation.tag), which gives no probabilities: a regression, and --classes names its outputs"
    )
  case (.activation, _): break
  case (_, .regression):
    console.note(
      "\(name): ends without softmax or sigmoid: a regression; where its outputs are logits of classes, --classes "
        + "makes a classification of it")
  case (_, _):
    console.note(
      "\(name): ends without softmax or sigmoid; the \(model.layers.last?.activation.tag ?? "") that probabilities "
        + "take was added, because --classes names classes")
  }
}

extension Step {
  fileprivate var activation: Activation? {
    if case .activation(let activation) = operation { activation } else { nil }
  }
}

/// Reads a model; says where it is not a model file as this package writes them.
func source(
  _ path: String, as format: SourceFormat, keepingSteps: Bool = false,
  _ arguments: ParsedArguments, _ console: Console
) throws -> ImportedModel {
  do throws(ImportError) {
    let imported = try importModel(
      path: path, as: format, keepingSteps: keepingSteps,
      confinement: arguments.isGiven(Options.withoutSandbox) ? .partial : .complete)
    if let missing = imported.missingParts {
      console.warn(
        "\(path): \(Options.withoutSandbox.spelling): read without a part of the sandbox; missing: \(missing); a "
          + "crafted file could have used that, at worst to run programs as you")
    }
    let file = imported.file
    let identity = "the model has the identity it states, \(file.header.identity)"
    switch imported.form {
    case .sealed: break
    case .unsealed: console.note("\(path): has no seal; \(identity)")
    case .reencoded:
      console.note(
        "\(path): has no seal of its own and another form of HDF5, read by the HDF5 library; "
          + identity)
    case .converted(let source):
      console.note(
        "\(path): read as \(source): \(file.model.inputCount) features, \(file.model.layers.count) "
          + "layers, \(file.model.outputCount) outputs")
    }
    return imported
  } catch {
    var line = error.description
    if case .sandbox(_, .unconfined) = error {
      line +=
        "; \(Options.withoutSandbox.spelling) reads the file anyway: a crafted file could use that, at worst to "
        + "run programs as you"
    }
    throw CommandFailure(error.isAboutFile ? .model : .failure, line)
  }
}

/// What the command line says that the source is.
private func sourceFormat(_ arguments: ParsedArguments) throws -> SourceFormat {
  let kind = try arguments.value(of: Options.from)
  let architecture = arguments.optional(Options.architecture)
  let activations = try arguments.list(of: Options.activations)
  // Each is for one kind of source, so it says which.
  let implied = architecture != nil ? "keras" : activations != nil ? "safetensors" : kind.text
  guard kind.text == "auto" || kind.text == implied, architecture == nil || activations == nil
  else {
    throw CommandFailure(
      .usage,
      "--architecture is for Keras, --activations for safetensors: give what fits the source")
  }
  switch implied {
  case "keras": return .keras(architecture: try architecture.map(description))
  case "safetensors": return .safetensors(activations: try activations.map(tags) ?? [])
  case "auto": return .auto
  default: return .modelFile
  }
}

private func description(_ file: ArgumentValue) throws -> [UInt8] {
  let bytes = try failing(with: .input) { try readFile(file.text, atMost: 64 << 20) }
  return bytes.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) } }
}

/// The activations as texts that are known to be some.
private func tags(_ items: [ArgumentValue]) throws -> [String] {
  try items.map { item throws(CommandFailure) in
    guard Activation(text: item.text) != nil else {
      throw item.unexpected(
        "TAG or TAG:PARAMETER=VALUE, TAG one of \(Activation.all.map(\.tag).joined(separator: ", "))"
      )
    }
    return item.text
  }
}

/// Warns of inputs of an import that float32 rows cannot tell apart, such as time stamps: those where rounding a
/// number near the offset takes more than 1/8192 of what the scale makes 1.
func warnOfCoarseInputs(
  of model: MultilayerPerceptron, from source: ImportedModel, _ console: Console
) {
  guard source.steps != nil else { return }
  let coarse = model.input.features.filter {
    Double($0.offset).magnitude * Double($0.scale).magnitude > 0x1p11
  }
  guard let first = coarse.first else { return }
  console.warn(
    "\(source.file.name): found \(counted(coarse.count, "input")) with numbers far from 0, the first "
      + "\(Excerpt(first.name)) about \(first.offset), which rows of float32 hold \(first.offset.ulp) apart: "
      + "expected smaller numbers; subtract a constant from the column before the model, in training too"
  )
}
