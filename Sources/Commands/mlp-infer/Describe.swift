import CommandLineTools
import MLPModel
import MLPReader
import MLPRuntime
import Text

/// What a model file is, for people or as one JSON object.
func describe(_ file: ModelFile, _ model: Model, asJSON: Bool) -> String {
  asJSON ? description(of: file, model).text + "\n" : text(of: file, model)
}

private func text(of file: ModelFile, _ model: Model) -> String {
  let network = file.model
  var lines = [
    "\(file.name): \(network.output.task.rawValue), \(network.parameterCount) parameters, "
      + "\(file.byteCount) bytes",
    "  identity     \(file.header.identity)",
    "  schema       \(file.header.schemaVersion), arithmetic \(file.header.arithmeticVersion)",
    "  verification \(verification(model))", "",
    "layers",
  ]
  for (k, layer) in network.layers.enumerated() {
    lines.append("  \(k)  \(layer.inputCount) -> \(layer.outputCount)  \(layer.activation)")
  }
  if network.output.temperature != 1 {
    lines.append("  temperature \(network.output.temperature)")
  }
  lines += ["", "outputs", "  " + network.output.labels.joined(separator: ", "), "", "features"]
  for feature in network.input.features {
    let range = feature.range.map { "\($0.lowerBound) ... \($0.upperBound)" } ?? "range unknown"
    let scaling =
      feature.offset == 0 && feature.scale == 1
      ? "" : "  (x - \(feature.offset)) * \(feature.scale)"
    lines.append("  \(feature.name)  \(range)\(scaling)")
  }
  if !network.provenance.entries.isEmpty { lines += ["", "provenance"] }
  for entry in network.provenance.entries { lines.append("  \(entry.key)  \(entry.value)") }
  return lines.map { $0.printable + "\n" }.joined()
}

private func verification(_ model: Model) -> String {
  switch model.verification {
  case .absent: "no rows: nothing says that it computes what its maker saw"
  case .passed(let rows): "\(rows) rows passed"
  }
}

private func description(of file: ModelFile, _ model: Model) -> JSON {
  let network = file.model
  let passed: JSON =
    switch model.verification {
    case .absent: .null
    case .passed(let rows): .integer(rows)
    }
  return [
    "file": .string(file.name),
    "bytes": .integer(file.byteCount),
    "schema_version": .integer(Int(file.header.schemaVersion)),
    "arithmetic_version": .integer(Int(file.header.arithmeticVersion)),
    "identity": .string("\(file.header.identity)"),
    "verification_rows_passed": passed,
    "parameters": .integer(network.parameterCount),
    "layers": .array(
      network.layers.map { layer in
        [
          "inputs": .integer(layer.inputCount), "outputs": .integer(layer.outputCount),
          "activation": .string(layer.activation.tag),
          "parameters": .object(
            layer.activation.parameters.map { .init($0.name, .float($0.value)) }),
        ]
      }),
    "features": .array(
      network.input.features.map { feature in
        [
          "name": .string(feature.name), "offset": .float(feature.offset),
          "scale": .float(feature.scale),
          "minimum": feature.range.map { .float($0.lowerBound) } ?? .null,
          "maximum": feature.range.map { .float($0.upperBound) } ?? .null,
        ]
      }),
    "task": .string(network.output.task.rawValue),
    "labels": .array(network.output.labels.map { .string($0) }),
    "temperature": .float(network.output.temperature),
    "provenance": .object(
      network.provenance.entries.map { entry in
        switch entry.value {
        case .text(let text): .init(entry.key, .string(text))
        case .integer(let integer): .init(entry.key, .integer(Int(integer)))
        case .number(let number): .init(entry.key, .number(number))
        }
      }),
  ]
}
