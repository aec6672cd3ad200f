import HDF5Tree
import Storage
import Text

/// A group in the making, under the path that messages name it by: the counterpart of ``Node``.
struct GroupBuilder {
  private(set) var group = Group()
  private let path: ObjectPath

  init(_ path: ObjectPath) { self.path = path }

  // MARK: - Attributes

  mutating func set(_ name: String, _ text: String) throws(SchemaError) {
    let place = place(attribute: name)
    try checkText(text, at: place)
    try set(name) { try .string(text) }
  }

  mutating func set(_ name: String, _ texts: [String]) throws(SchemaError) {
    for text in texts { try checkText(text, at: place(attribute: name)) }
    try set(name) { try .strings(texts) }
  }

  mutating func set(_ name: String, _ integer: Int64) throws(SchemaError) {
    try set(name) { try .int64(integer) }
  }

  mutating func set(_ name: String, _ number: Float) throws(SchemaError) {
    try set(name) { try .float32(number) }
  }

  mutating func set(_ name: String, _ number: Double) throws(SchemaError) {
    try set(name) { try .float64(number) }
  }

  private mutating func set(_ name: String, _ make: () throws -> Values) throws(SchemaError) {
    let value = try values(at: place(attribute: name), make)
    group.attributes.append(Attribute(name, value))
  }

  // MARK: - Members

  mutating func add(_ name: String, _ group: Group) {
    self.group.members.append(Member(name, group))
  }

  mutating func add(_ name: String, _ texts: TextList) throws(SchemaError) {
    for text in texts { try checkText(text, at: place(name)) }
    try add(name) { try .strings(texts) }
  }

  mutating func add(_ name: String, _ numbers: [Float]) throws(SchemaError) {
    try add(name) { try .float32(numbers, shape: [numbers.count]) }
  }

  mutating func add(_ name: String, _ numbers: [Double]) throws(SchemaError) {
    try add(name) { try .float64(numbers, shape: [numbers.count]) }
  }

  mutating func add(_ name: String, _ integers: [Int64]) throws(SchemaError) {
    try add(name) { try .int64(integers, shape: [integers.count]) }
  }

  mutating func add(_ name: String, _ block: FloatBlock, shape: [Int]) throws(SchemaError) {
    try add(name) { try .float32(block, shape: shape) }
  }

  private mutating func add(_ name: String, _ make: () throws -> Values) throws(SchemaError) {
    let value = try values(at: place(name), make)
    group.members.append(Member(name, Dataset(value)))
  }

  // MARK: - Messages

  private func place(_ member: String) -> String { path.member(member).description }

  private func place(attribute: String) -> String { path.attribute(attribute) }
}

/// HDF5 pads a text with zero bytes, so one at a text's end would be lost without a word.
private func checkText(_ text: String, at place: String) throws(SchemaError) {
  guard !text.utf8.contains(0) else {
    throw SchemaError(.text, at: place, found: "U+0000", expected: "text without it")
  }
}

/// Values whose shape fits fail to be made for want of memory only.
private func values(at place: String, _ make: () throws -> Values) throws(SchemaError) -> Values {
  do { return try make() } catch {
    throw SchemaError(.memory, at: place, found: "\(error)", expected: "enough memory")
  }
}
