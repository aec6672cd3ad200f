import CommandLineTools
import CommandOptions
import MLPModel
import MLPReader
import MLPRuntime

/// What a model file is, for programs: everything but the weights.
func json(describing file: ModelFile, _ model: Model) -> JSON {
  let network = file.model
  let passed: JSON =
    switch model.verification {
    case .absent: .null
    case .passed(let rows): .integer(rows)
    }
  return [
    "file": .path(file.name),
    "bytes": .integer(file.byteCount),
    "schema_version": .integer(Int(clamping: file.header.schemaVersion)),
    "arithmetic_version": .integer(Int(clamping: file.header.arithmeticVersion)),
    "identity": .string("\(file.header.identity)"),
    "sealed": .bool(file.isSealed),
    "has_training_state": .bool(file.training != nil),
    "verification_rows_passed": passed,
    "verification_tolerance": (network.verification?.tolerance).map { .float($0) } ?? .null,
    "parameters": .integer(network.parameterCount),
    "layers": .array(network.layers.map(json)),
    "features": .array(network.input.features.map(json)),
    "categories": .array(network.input.categories.map(json)),
    "missing_values": network.input.hasMissingTexts
      ? .array(network.input.missingValueLists.map { json($0.texts, of: $0.columns) }) : .null,
    "privacy_note": network.input.privacyNote.map { .string($0) } ?? .null,
    "task": .string(network.output.task.rawValue),
    "labels": .array(network.output.labels.map { .string($0) }),
    "temperature": .float(network.output.temperature),
    "threshold": .float(network.output.threshold),
    "provenance": .object(network.provenance.entries.map { .init($0.key, json($0.value)) }),
  ]
}

private func json(_ layer: DenseLayer) -> JSON {
  [
    "inputs": .integer(layer.inputCount), "outputs": .integer(layer.outputCount),
    "activation": .string(layer.activation.tag),
    "parameters": .object(layer.activation.parameters.map { .init($0.name, .float($0.value)) }),
  ]
}

private func json(_ feature: Feature) -> JSON {
  [
    "name": .string(feature.name), "origin": .number(feature.origin),
    "offset": .float(feature.offset), "scale": .float(feature.scale),
    "minimum": feature.range.map { .float($0.lowerBound) } ?? .null,
    "maximum": feature.range.map { .float($0.upperBound) } ?? .null,
    "imputed": feature.imputed.map { .float($0) } ?? .null,
  ]
}

private func json(_ category: CategoricalColumn) -> JSON {
  [
    "column": .string(category.name), "first_feature": .integer(category.firstFeature),
    "levels": .array(category.levels.map { .string($0) }),
    "unknown": .string(category.unknown.rawValue),
  ]
}

private func json(_ texts: MissingTexts, of columns: [String]) -> JSON {
  [
    "texts": .array(texts.texts.map { .string($0) }),
    "columns": .array(columns.map { .string($0) }),
  ]
}

private func json(_ value: Provenance.Value) -> JSON {
  switch value {
  case .text(let text): .string(text)
  case .integer(let integer): .integer(Int(clamping: integer))
  case .number(let number): .number(number)
  }
}
