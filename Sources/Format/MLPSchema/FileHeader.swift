import HDF5Tree

/// What the root of a model file says of the file itself.
///
/// The attributes `format`, `schema_version` and `required_features` keep their names, types and
/// meaning in every version to come, so that each reader can say why it refuses a newer file.
public struct FileHeader: Sendable, Equatable {
  /// The version of the file's structure.
  public let schemaVersion: Int64
  /// The version of the arithmetic under which the model's verification rows come out bit for bit.
  public let arithmeticVersion: Int64
  /// The identity that the file states for its model, which nothing has compared with it yet.
  public let identity: ModelIdentity
  /// What the file says a reader has to know.
  let requiredFeatures: Set<RequiredFeature>

  /// Reads the root's attributes.
  ///
  /// - Throws: ``SchemaError`` where this is no model file, or one that this reader cannot know.
  public init(_ root: Group) throws(SchemaError) {
    let node = Node(group: root, path: .root)
    try checkFormat(node)
    schemaVersion = try version(
      node, Name.schemaVersion, SchemaVersion.current, .schemaVersion, .schemaVersionKnown)
    requiredFeatures = try MLPSchema.requiredFeatures(node)
    arithmeticVersion = try version(
      node, Name.arithmeticVersion, ArithmeticVersion.current, .arithmeticVersion,
      .arithmeticVersionKnown)
    let text = try node.text(attribute: Name.identity)
    guard let identity = ModelIdentity(text) else {
      throw SchemaError(
        .identity, at: node.place(attribute: Name.identity), found: quoted(text),
        expected: "64 lower-case hexadecimal digits")
    }
    self.identity = identity
  }
}

private func checkFormat(_ root: Node) throws(SchemaError) {
  let place = root.place(attribute: Name.format)
  guard let value = root.group.attribute(Name.format)?.value else {
    throw SchemaError(.format, at: place, found: "nothing", expected: quoted(formatName))
  }
  guard value.shape.isEmpty, let text = value.texts?.first, text == formatName else {
    throw SchemaError(
      .format, at: place, found: value.texts?.first.map { quoted($0) } ?? "\(value.type)",
      expected: quoted(formatName))
  }
}

private func version(
  _ root: Node, _ name: String, _ newest: Int64, _ valid: SchemaRule, _ known: SchemaRule
) throws(SchemaError) -> Int64 {
  let version = try root.integer(attribute: name)
  guard version >= 1, version <= newest else {
    throw SchemaError(
      version < 1 ? valid : known, at: root.place(attribute: name), found: "\(version)",
      expected: newest == 1 ? "1" : "1 to \(newest)")
  }
  return version
}

private func requiredFeatures(_ root: Node) throws(SchemaError) -> Set<RequiredFeature> {
  guard let value = root.group.attribute(Name.requiredFeatures)?.value else { return [] }
  let place = root.place(attribute: Name.requiredFeatures)
  try check(value, shape: [nil], at: place)
  guard value.count <= Limits.requiredFeatureCount else {
    throw SchemaError(
      .limit, at: place, found: "\(value.count) names",
      expected: "at most \(Limits.requiredFeatureCount)")
  }
  let names = try texts(value, limit: Limits.nameByteCount, at: place)
  var features: Set<RequiredFeature> = []
  for name in names {
    guard let feature = RequiredFeature(rawValue: name) else {
      throw SchemaError(
        .requiredFeature, at: place, found: quoted(name),
        expected: "only features that this reader knows")
    }
    features.insert(feature)
  }
  return features
}
