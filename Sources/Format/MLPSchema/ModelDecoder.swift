import HDF5Tree
import MLPModel
import Storage

/// The model in the tree of a model file.
///
/// Weights are slices of the file's bytes, not copied.
///
/// - Throws: ``SchemaError`` for the first rule of SCHEMA.md that the tree breaks.
/// - Complexity: O(parameters), of which all but the names is the search for a number that is not
///   finite.
public func decodeModel(_ root: Group) throws(SchemaError) -> MultilayerPerceptron {
  let header = try FileHeader(root)
  let node = Node(group: root, path: .root)
  let input = try decodeInput(node.node(Name.input), header.requiredFeatures)
  let layers = try decodeLayers(node.node(Name.layers))
  let output = try decodeOutput(node.node(Name.output))
  let verification = try decodeVerification(
    node.optionalNode(Name.verification), inputCount: input.features.count,
    outputCount: layers.last?.outputCount ?? 0)
  let provenance = try decodeProvenance(node.optionalNode(Name.provenance))
  _ = try node.optionalNode(Name.training)
  return try consistent(node) { () throws(InvalidModel) in
    try MultilayerPerceptron(
      input: input, layers: layers, output: output, verification: verification,
      provenance: provenance)
  }
}

private func decodeInput(
  _ node: Node, _ required: Set<RequiredFeature>
) throws(SchemaError) -> InputDescription {
  let names = try node.names(Name.names)
  let origins = try node.optionalDoubles(Name.origin, shape: [names.count])
  try node.check(origins != nil, "a dataset", .origin, in: required)
  let offset = try node.floats(Name.offset, shape: [names.count]).0
  let scale = try node.floats(Name.scale, shape: [names.count]).0
  let ranges = try decodeRanges(node, count: names.count)
  let imputed = try node.optionalFloats(Name.imputed, shape: [names.count])?.0
  let columns = FeatureColumns(
    origin: origins, offset: offset, scale: scale, minimum: ranges?.minima,
    maximum: ranges?.maxima, imputed: imputed)
  let input = InputDescription(
    features: try MLPSchema.required(
      FeatureList(names: names, columns: columns), "features", at: "\(node.path)"),
    categories: try decodeCategories(node.optionalNode(Name.categories)),
    privacyNote: try node.optionalText(attribute: Name.privacyNote))
  let missing = try node.optionalNode(Name.missing)
  try node.check(missing != nil, "a group", .missing, in: required)
  // Categories that do not fit have no columns to count; the checks of the whole model refuse them, and say why.
  guard let missing, input.categoriesFit else { return input }
  return input.with(missing: try MissingLists(missing, columnCount: input.columnCount).perColumn)
}

extension InputDescription {
  /// Whether each category has a level at least, and features of its own for all of them.
  fileprivate var categoriesFit: Bool {
    var next = 0
    for category in categories {
      guard category.firstFeature >= next, category.firstFeature < features.count,
        1...(features.count - category.firstFeature) ~= category.levels.count
      else { return false }
      next = category.firstFeature + category.levels.count
    }
    return true
  }
}

extension Node {
  /// Checks that a part of this group is there where `required_features` names it and nowhere else: a reader from
  /// before it would answer as if it were not there.
  fileprivate func check(
    _ isThere: Bool, _ kind: String, _ feature: RequiredFeature, in required: Set<RequiredFeature>
  ) throws(SchemaError) {
    let isRequired = required.contains(feature)
    guard isThere != isRequired else { return }
    let name = quoted(feature.rawValue)
    throw SchemaError(
      .requiredPart, at: "/\(feature.rawValue)",
      found: isRequired ? "nothing" : "\(kind) without \(name) in \(Name.requiredFeatures)",
      expected: isRequired
        ? "\(kind), as \(Name.requiredFeatures) has \(name)" : "both or neither")
  }
}

private func decodeCategories(_ node: Node?) throws(SchemaError) -> [CategoricalColumn] {
  guard let node else { return [] }
  var categories: [CategoricalColumn] = []
  for child in try node.list(limit: Limits.categoryCount) {
    categories.append(
      CategoricalColumn(
        name: try child.text(attribute: Name.column, limit: Limits.nameByteCount),
        firstFeature: Int(clamping: try child.integer(attribute: Name.firstFeature)),
        levels: try child.names(Name.levels),
        unknown: try child.choice(
          attribute: Name.unknown, of: CategoricalColumn.UnknownLevel.allCases.map(\.rawValue),
          .unknownLevel
        ) { CategoricalColumn.UnknownLevel(rawValue: $0) }))
  }
  return categories
}

private func decodeRanges(
  _ node: Node, count: Int
) throws(SchemaError) -> (minima: FloatBlock, maxima: FloatBlock)? {
  let minima = try node.optionalFloats(Name.minimum, shape: [count])?.0
  let maxima = try node.optionalFloats(Name.maximum, shape: [count])?.0
  guard let minima, let maxima else {
    guard minima == nil, maxima == nil else {
      throw SchemaError(
        .range, at: "\(node.path)", found: "one of minimum and maximum", expected: "both or neither"
      )
    }
    return nil
  }
  if let i = minima.firstAbove(maxima) {
    let (minimum, maximum) = (minima[i] ?? .nan, maxima[i] ?? .nan)
    throw SchemaError(
      .range, at: "\(node.path)", found: "minimum \(minimum), maximum \(maximum) of feature \(i)",
      expected: "minimum <= maximum")
  }
  return (minima, maxima)
}

private func decodeLayers(_ node: Node) throws(SchemaError) -> [DenseLayer] {
  var layers: [DenseLayer] = []
  for child in try node.list(limit: Limits.layerCount) { layers.append(try decodeLayer(child)) }
  return layers
}

private func decodeLayer(_ node: Node) throws(SchemaError) -> DenseLayer {
  let known = try node.choice(
    attribute: Name.activation, of: Activation.all.map(\.tag), .activation
  ) { Activation(tag: $0) }
  var parameters: [String: Float] = [:]
  for parameter in known.parameters {
    parameters[parameter.name] = try node.float(attribute: parameter.name)
  }
  let activation = Activation(tag: known.tag) { parameters[$0] } ?? known
  let (weights, shape) = try node.floats(
    Name.weights, shape: [nil, nil], limits: [Limits.width, Limits.width])
  let (bias, _) = try node.floats(Name.bias, shape: [shape[1]])
  return try consistent(node) { () throws(InvalidModel) in
    try DenseLayer(
      inputCount: shape[0], outputCount: shape[1], weights: weights, bias: bias,
      activation: activation)
  }
}

private func decodeOutput(_ node: Node) throws(SchemaError) -> OutputDescription {
  let task = try node.choice(attribute: Name.task, of: Task.allCases.map(\.rawValue), .task) {
    Task(rawValue: $0)
  }
  return OutputDescription(
    task: task, labels: try node.names(Name.labels),
    temperature: try node.optionalFloat(attribute: Name.temperature) ?? 1,
    threshold: try node.optionalFloat(attribute: Name.threshold) ?? 0.5)
}

private func decodeVerification(
  _ node: Node?, inputCount: Int, outputCount: Int
) throws(SchemaError) -> VerificationRows? {
  guard let node else { return nil }
  let (inputs, shape) = try node.floats(
    Name.inputs, shape: [nil, inputCount], limits: [Limits.verificationRowCount])
  let (outputs, _) = try node.floats(Name.outputs, shape: [shape[0], outputCount])
  return VerificationRows(
    inputs: inputs, outputs: outputs, tolerance: try node.float(attribute: Name.tolerance))
}

private func decodeProvenance(_ node: Node?) throws(SchemaError) -> Provenance {
  guard let node else { return Provenance() }
  guard node.group.attributes.count <= Limits.provenanceCount else {
    throw SchemaError(
      .limit, at: "\(node.path)", found: "\(node.group.attributes.count) attributes",
      expected: "at most \(Limits.provenanceCount)")
  }
  var entries: [Provenance.Entry] = []
  for attribute in node.group.attributes {
    let place = node.place(attribute: attribute.name)
    try check(attribute.value, shape: [], at: place)
    if let integer = attribute.value.integers?.first {
      entries.append(Provenance.Entry(attribute.name, .integer(integer)))
    } else if let number = attribute.value.doubles?.first {
      entries.append(Provenance.Entry(attribute.name, .number(number)))
    } else {
      let text = try texts(attribute.value, limit: Limits.textByteCount, at: place)
      entries.append(Provenance.Entry(attribute.name, .text(text[0])))
    }
  }
  return Provenance(entries: entries)
}

/// What `MLPModel` refuses, told as the breach of a rule of the schema.
///
/// - Parameter node: where the part is that is made.
private func consistent<T>(
  _ node: Node, _ make: () throws(InvalidModel) -> T
) throws(SchemaError) -> T {
  do { return try make() } catch {
    throw SchemaError(
      error.isLackOfMemory ? .memory : .model, at: error.part.place(in: node.path),
      found: error.found, expected: error.expected)
  }
}
