import HDF5Tree
import MLPModel
import Storage

/// The tree of a model file.
///
/// - Parameters:
///   - model: what the file is to hold.
///   - training: a checkpoint's group, which readers of models pass over.
/// - Throws: ``SchemaError`` where a reader would refuse the file, or there is no memory for it.
/// - Complexity: O(parameters), most of it the identity. Weights are not copied.
public func encodeModel(
  _ model: MultilayerPerceptron, training: Group? = nil
) throws(SchemaError) -> Group {
  let version = ArithmeticVersion.current
  var root = GroupBuilder(.root)
  try root.set(Name.format, formatName)
  try root.set(Name.schemaVersion, SchemaVersion.current)
  let required = RequiredFeature.used(by: model).map(\.rawValue)
  if !required.isEmpty { try root.set(Name.requiredFeatures, required) }
  try root.set(Name.arithmeticVersion, version)
  try root.set(Name.identity, ModelIdentity(of: model, arithmeticVersion: version).description)
  root.add(Name.input, try encode(model.input))
  root.add(Name.layers, try encode(model.layers))
  root.add(Name.output, try encode(model.output))
  if let rows = model.verification {
    root.add(Name.verification, try encode(rows, of: model))
  }
  if !model.provenance.entries.isEmpty {
    root.add(Name.provenance, try encode(model.provenance))
  }
  if let training { root.add(Name.training, training) }
  // What a reader refuses is not written: rules and limits stand in one place, the decoder.
  _ = try decodeModel(root.group)
  return root.group
}

private func encode(_ input: InputDescription) throws(SchemaError) -> Group {
  let path = ObjectPath.root.member(Name.input)
  var group = GroupBuilder(path)
  try group.add(Name.names, input.features.names)
  if input.hasOrigins { try group.add(Name.origin, input.features.map(\.origin)) }
  try group.add(Name.offset, input.features.map(\.offset))
  try group.add(Name.scale, input.features.map(\.scale))
  let ranges = input.features.compactMap(\.range)
  guard ranges.isEmpty || ranges.count == input.features.count else {
    throw SchemaError(
      .range, at: "\(path)", found: "ranges of \(ranges.count) features",
      expected: "\(input.features.count) or none")
  }
  if !ranges.isEmpty {
    try group.add(Name.minimum, ranges.map(\.lowerBound))
    try group.add(Name.maximum, ranges.map(\.upperBound))
  }
  if let note = input.privacyNote { try group.set(Name.privacyNote, note) }
  if let imputed = input.imputedValues { try group.add(Name.imputed, imputed) }
  if !input.categories.isEmpty {
    group.add(Name.categories, try encode(input.categories, at: path.member(Name.categories)))
  }
  if let lists = MissingLists(of: input) {
    group.add(Name.missing, try lists.group(at: path.member(Name.missing)))
  }
  return group.group
}

private func encode(
  _ categories: [CategoricalColumn], at path: ObjectPath
) throws(SchemaError) -> Group {
  var group = GroupBuilder(path)
  try group.set(Name.count, Int64(categories.count))
  for (k, category) in categories.enumerated() {
    var child = GroupBuilder(path.member("\(k)"))
    try child.set(Name.column, category.name)
    try child.set(Name.firstFeature, Int64(category.firstFeature))
    try child.set(Name.unknown, category.unknown.rawValue)
    try child.add(Name.levels, category.levels)
    group.add("\(k)", child.group)
  }
  return group.group
}

private func encode(_ layers: [DenseLayer]) throws(SchemaError) -> Group {
  let path = ObjectPath.root.member(Name.layers)
  var group = GroupBuilder(path)
  try group.set(Name.count, Int64(layers.count))
  for (k, layer) in layers.enumerated() {
    var child = GroupBuilder(path.member("\(k)"))
    try child.set(Name.activation, layer.activation.tag)
    for parameter in layer.activation.parameters {
      try child.set(parameter.name, parameter.value)
    }
    try child.add(Name.weights, layer.weights, shape: [layer.inputCount, layer.outputCount])
    try child.add(Name.bias, layer.bias, shape: [layer.outputCount])
    group.add("\(k)", child.group)
  }
  return group.group
}

private func encode(_ output: OutputDescription) throws(SchemaError) -> Group {
  var group = GroupBuilder(.root.member(Name.output))
  try group.set(Name.task, output.task.rawValue)
  if output.temperature != 1 { try group.set(Name.temperature, output.temperature) }
  if output.threshold != 0.5 { try group.set(Name.threshold, output.threshold) }
  try group.add(Name.labels, output.labels)
  return group.group
}

private func encode(
  _ rows: VerificationRows, of model: MultilayerPerceptron
) throws(SchemaError) -> Group {
  let count = rows.inputs.count / model.inputCount
  var group = GroupBuilder(.root.member(Name.verification))
  try group.set(Name.tolerance, rows.tolerance)
  try group.add(Name.inputs, rows.inputs, shape: [count, model.inputCount])
  try group.add(Name.outputs, rows.outputs, shape: [count, model.outputCount])
  return group.group
}

private func encode(_ provenance: Provenance) throws(SchemaError) -> Group {
  var group = GroupBuilder(.root.member(Name.provenance))
  for entry in provenance.entries {
    switch entry.value {
    case .text(let text): try group.set(entry.key, text)
    case .integer(let integer): try group.set(entry.key, integer)
    case .number(let number): try group.set(entry.key, number)
    }
  }
  return group.group
}
