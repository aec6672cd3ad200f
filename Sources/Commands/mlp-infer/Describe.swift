import CommandLineTools
import CommandOptions
import MLPModel
import MLPReader
import MLPRuntime
import Text

/// What a model file is, for people: nothing in it moves a cursor, and long lists are cut.
func describe(_ file: ModelFile, _ model: Model) -> String {
  let network = file.model
  let kind = file.training == nil ? "" : ", with training state"
  let facts = [
    ["identity", "\(file.header.identity)"], ["seal", "intact"],
    ["schema", "\(file.header.schemaVersion)"],
    ["arithmetic", "\(file.header.arithmeticVersion)"],
    ["verification", file.verification(model)],
  ]
  let layers = network.layers.enumerated().map { k, layer in
    [
      "\(k)", "\(layer.inputCount) -> \(layer.outputCount)", "\(layer.activation)",
      "\(layer.parameterCount) parameters",
    ]
  }
  var lines = [
    "\(file.name): \(network.output.task.rawValue), \(network.parameterCount) parameters, "
      + "\(file.byteCount) bytes\(kind)"
  ]
  lines += aligned(facts)
  lines += ["", "layers"] + aligned(layers)
  lines += ["", "outputs"] + outputs(of: network)
  lines += ["", "inputs"] + aligned(network.input.columns.lazy.map { row($0, in: network.input) })
  if let note = network.input.privacyNote { lines.append("  note: \(Excerpt(note, limit: 200))") }
  let missing = network.input.missingValueLines
  if !missing.isEmpty {
    lines += ["", "missing values, beside empty cells and NaN"] + missing.map { "  \($0)" }
  }
  if !network.provenance.entries.isEmpty {
    lines +=
      ["", "provenance"] + aligned(network.provenance.entries.map { [$0.key, "\($0.value)"] })
  }
  return lines.map { $0.printable + "\n" }.joined()
}

private func outputs(of network: MultilayerPerceptron) -> [String] {
  let output = network.output
  var lines = aligned(output.labels.indices.lazy.map { ["\($0)", output.labels[$0]] })
  if output.temperature != 1 { lines.append("  temperature \(output.temperature)") }
  if network.outputCount == 1, output.task == .classification {
    lines.append("  label 1 where its probability is above \(output.threshold)")
  } else if output.task == .multiLabel {
    lines.append("  each label where its probability is above \(output.threshold)")
  }
  return lines
}

private func row(_ column: InputColumn, in input: InputDescription) -> [String] {
  switch column {
  case .number(let feature):
    let range = feature.range.map {
      "\(feature.rawText($0.lowerBound)) to \(feature.rawText($0.upperBound))"
    }
    return [
      feature.name, range ?? "range unknown", scaling(feature),
      feature.imputed.map { "missing: \(feature.rawText($0))" } ?? "",
    ]
  case .category(let category):
    let unknown =
      switch category.unknown {
      case .error: "others are refused"
      case .zeros: "others are none of them"
      }
    let features = input.features.dropFirst(category.firstFeature).prefix(category.levels.count)
    let imputed = features.prefix(8).compactMap(\.imputed).map { "\($0)" }.joined(separator: ", ")
    return [
      category.name, Excerpt.list(Array(category.levels), limit: 8), unknown,
      imputed.isEmpty ? "" : "missing: \(imputed)\(features.count > 8 ? ", …" : "")",
    ]
  }
}

private func scaling(_ feature: Feature) -> String {
  let x =
    switch feature.origin {
    case 0: "x"
    case ..<0: "x + \(-feature.origin)"
    default: "x - \(feature.origin)"
    }
  return switch (feature.offset, feature.scale) {
  case (0, 1): feature.origin == 0 ? "" : x
  case (0, _): feature.origin == 0 ? "x * \(feature.scale)" : "(\(x)) * \(feature.scale)"
  case (..<0, _): "(\(x) + \(-feature.offset)) * \(feature.scale)"
  default: "(\(x) - \(feature.offset)) * \(feature.scale)"
  }
}

extension ModelFile {
  /// What the verification rows said when `model` was loaded from this file.
  func verification(_ model: Model) -> String {
    switch (model.verification, self.model.verification?.tolerance ?? 0) {
    case (.absent, _): "no rows: nothing shows that it computes what its maker saw"
    case (.passed(let rows), 0): "\(rows) rows passed, to the bit"
    case (.passed(let rows), let tolerance): "\(rows) rows passed, within \(tolerance)"
    }
  }
}
