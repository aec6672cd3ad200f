import HDF5Tree
import Reserve
import Storage
import Text

/// A group under the path that messages name it by.
///
/// Every lookup checks presence, kind, type and shape, so that the decoder reads as the list of what
/// a file holds.
struct Node {
  let group: Group
  let path: ObjectPath
  /// Since the root was looked at.
  private let reserve: ReserveWatch

  init(group: Group, path: ObjectPath) {
    self.init(group: group, path: path, reserve: ReserveWatch())
  }

  private init(group: Group, path: ObjectPath, reserve: ReserveWatch) {
    self.group = group
    self.path = path
    self.reserve = reserve
  }

  func place(_ member: String) -> String { path.member(member).description }

  func place(attribute: String) -> String { path.attribute(attribute) }

  // MARK: - Groups

  func node(_ name: String) throws(SchemaError) -> Node {
    try required(optionalNode(name), "a group", at: place(name))
  }

  func optionalNode(_ name: String) throws(SchemaError) -> Node? {
    guard let member = group.members.first(where: { $0.name == name }) else { return nil }
    return try node(of: member)
  }

  func node(of member: Member) throws(SchemaError) -> Node {
    guard case .group(let group) = member.object else {
      throw SchemaError(.kind, at: place(member.name), found: "a dataset", expected: "a group")
    }
    guard !reserve.isUsed else {
      throw SchemaError(
        .memory, at: place(member.name), found: "no memory left", expected: "enough memory")
    }
    return Node(group: group, path: path.member(member.name), reserve: reserve)
  }

  /// The groups `0` to `count` - 1 that this group has as its only members.
  func list(limit: Int) throws(SchemaError) -> [Node] {
    let count = try integer(attribute: Name.count)
    guard count >= 1, count <= limit else {
      throw SchemaError(
        .limit, at: place(attribute: Name.count), found: "\(count)", expected: "1 to \(limit)")
    }
    guard group.members.count == count else {
      throw SchemaError(
        .list, at: "\(path)", found: "\(group.members.count) members",
        expected: "\(count), as its attribute \(Name.count) says")
    }
    let members = Dictionary(group.members.map { ($0.name, $0) }) { first, _ in first }
    var nodes: [Node] = []
    for k in 0..<Int(count) {
      guard let member = members["\(k)"] else {
        throw SchemaError(.list, at: "\(path)", found: "no member \(k)", expected: "a group")
      }
      nodes.append(try node(of: member))
    }
    return nodes
  }

  // MARK: - Attributes

  func text(
    attribute name: String, limit: Int = Limits.textByteCount
  ) throws(SchemaError) -> String {
    try required(optionalText(attribute: name, limit: limit), "text", at: place(attribute: name))
  }

  func optionalText(
    attribute name: String, limit: Int = Limits.textByteCount
  ) throws(SchemaError) -> String? {
    guard let value = group.attribute(name)?.value else { return nil }
    let place = place(attribute: name)
    try check(value, shape: [], at: place)
    return try texts(value, limit: limit, at: place)[0]
  }

  /// What the text of an attribute, one of `tags`, stands for.
  func choice<T>(
    attribute name: String, of tags: [String], _ rule: SchemaRule, _ value: (String) -> T?
  ) throws(SchemaError) -> T {
    let tag = try text(attribute: name)
    guard let value = value(tag) else {
      throw SchemaError(
        rule, at: place(attribute: name), found: quoted(tag),
        expected: tags.joined(separator: ", "))
    }
    return value
  }

  func integer(attribute name: String) throws(SchemaError) -> Int64 {
    let place = place(attribute: name)
    let value = try required(group.attribute(name)?.value, "an int64", at: place)
    try check(value, type: .int64, at: place)
    try check(value, shape: [], at: place)
    return value.integers?.first ?? 0
  }

  func float(attribute name: String) throws(SchemaError) -> Float {
    try required(optionalFloat(attribute: name), "a float32", at: place(attribute: name))
  }

  func optionalFloat(attribute name: String) throws(SchemaError) -> Float? {
    guard let value = group.attribute(name)?.value else { return nil }
    let place = place(attribute: name)
    try check(value, type: .float32, at: place)
    try check(value, shape: [], at: place)
    return value.floats?[0]
  }

  // MARK: - Datasets

  /// A float32 dataset of that shape, where nil stands for any extent from 1 to its limit.
  func floats(_ name: String, shape: [Int?], limits: [Int] = []) throws(SchemaError) -> (
    FloatBlock, shape: [Int]
  ) {
    try required(
      optionalFloats(name, shape: shape, limits: limits), "a dataset", at: place(name))
  }

  func optionalFloats(_ name: String, shape: [Int?], limits: [Int] = []) throws(SchemaError) -> (
    FloatBlock, shape: [Int]
  )? {
    guard let value = try optionalDataset(name) else { return nil }
    try check(value, type: .float32, at: place(name))
    try check(value, shape: shape, at: place(name))
    for (extent, limit) in zip(value.shape, limits) where extent > limit {
      throw SchemaError(
        .limit, at: place(name), found: "an extent of \(extent)", expected: "at most \(limit)")
    }
    return try required(value.floats.map { ($0, value.shape) }, "float32", at: place(name))
  }

  /// The bytes of a float64 dataset of that shape; nil where there is none.
  func optionalDoubles(_ name: String, shape: [Int?]) throws(SchemaError) -> ByteSlice? {
    guard let value = try optionalDataset(name) else { return nil }
    try check(value, type: .float64, at: place(name))
    try check(value, shape: shape, at: place(name))
    return value.bytes
  }

  /// An int64 dataset of one dimension with that extent, where nil stands for any from 1 on; nil where there is none.
  func optionalIntegers(
    _ name: String, count: Int?, limit: Int = Limits.width
  ) throws(SchemaError) -> [Int64]? {
    guard let value = try optionalDataset(name) else { return nil }
    try check(value, type: .int64, at: place(name))
    try check(value, shape: [count], at: place(name))
    guard value.count <= limit else {
      throw SchemaError(
        .limit, at: place(name), found: "an extent of \(value.count)", expected: "at most \(limit)")
    }
    return try required(value.integers, "int64", at: place(name))
  }

  /// A list of names: one at least.
  func names(_ name: String) throws(SchemaError) -> TextList {
    try required(optionalNames(name), "a dataset", at: place(name))
  }

  /// A list of names; nil where there is none.
  func optionalNames(_ name: String) throws(SchemaError) -> TextList? {
    guard let value = try optionalDataset(name) else { return nil }
    try check(value, shape: [nil], at: place(name))
    guard value.count <= Limits.width else {
      throw SchemaError(
        .limit, at: place(name), found: "\(value.count) names", expected: "at most \(Limits.width)")
    }
    return try texts(value, limit: Limits.nameByteCount, at: place(name))
  }

  private func optionalDataset(_ name: String) throws(SchemaError) -> Values? {
    switch group.members.first(where: { $0.name == name })?.object {
    case nil: return nil
    case .dataset(let dataset): return dataset.value
    case .group:
      throw SchemaError(.kind, at: place(name), found: "a group", expected: "a dataset")
    }
  }
}

// MARK: - Checks of values

func required<T>(_ value: T?, _ what: String, at place: String) throws(SchemaError) -> T {
  guard let value else {
    throw SchemaError(.presence, at: place, found: "nothing", expected: what)
  }
  return value
}

/// Checks the shape; nil stands for any extent from 1 on.
func check(_ value: Values, shape: [Int?], at place: String) throws(SchemaError) {
  let fits =
    value.shape.count == shape.count
    && zip(value.shape, shape).allSatisfy { found, wanted in
      wanted.map { $0 == found } ?? (found >= 1)
    }
  guard fits else {
    throw SchemaError(.shape, at: place, found: describe(value.shape), expected: describe(shape))
  }
}

func check(_ value: Values, type: ElementType, at place: String) throws(SchemaError) {
  guard value.type == type else {
    throw SchemaError(.type, at: place, found: value.type.description, expected: type.description)
  }
}

/// The strings of `value`, each of at most `limit` bytes.
func texts(_ value: Values, limit: Int, at place: String) throws(SchemaError) -> TextList {
  guard case .string(let width) = value.type else {
    throw SchemaError(.type, at: place, found: value.type.description, expected: "text")
  }
  guard width <= limit else {
    throw SchemaError(
      .limit, at: place, found: "text of \(width) bytes", expected: "at most \(limit) bytes")
  }
  guard let texts = value.texts else {
    throw SchemaError(
      .text, at: place, found: "bytes that are no text", expected: "UTF-8 without U+0000")
  }
  return texts
}

private func describe(_ shape: [Int?]) -> String {
  guard !shape.isEmpty else { return "a scalar" }
  return "shape [" + shape.map { $0?.description ?? "1 or more" }.joined(separator: ", ") + "]"
}
