import HDF5Tree
import Storage
import TestSupport

/// Trees for the tests.
enum Trees {
  /// Every element type, as scalar and array, as attribute and dataset; groups in groups, empty ones
  /// among them.
  static func everything() throws -> Group {
    let values = try self.values()
    let attributes = values.map { Attribute($0.name, $0.value) }
    return Group(
      attributes: attributes,
      members: [
        Member("datasets", Group(members: values.map { Member($0.name, Dataset($0.value)) })),
        Member(
          "with attributes",
          Dataset(
            try .float32([0.5, -0.0, .nan, .infinity], shape: [2, 2]), attributes: attributes)
        ),
        Member("empty", Group()),
        Member("0", Group(members: [Member("1", Group(members: [Member("2", Group())]))])),
        Member("10", Group(attributes: attributes)),
      ])
  }

  private static func values() throws -> [(name: String, value: Values)] {
    [
      ("float32", try .float32(1.1)),
      (
        "float32s",
        try .float32([1.5, -2.25, .leastNonzeroMagnitude, .nan, 0, -0.0], shape: [3, 2])
      ),
      ("float64", try .float64(0.1)),
      ("float64s", try .float64([.pi, -.infinity], shape: [2])),
      ("int64", try .int64(-7)),
      ("int64s", try .int64([.min, -1, 0, .max], shape: [2, 1, 2])),
      ("uint64", try .uint64(.max)),
      ("uint64s", try .uint64([0, 1 << 63], shape: [2])),
      ("string", try .string("Länge in m²")),
      ("empty string", try .string("")),
      ("strings", try .strings(["a", "", "日本語"])),
    ]
  }

  /// A group with `count` members that are groups with weights and an attribute.
  static func layers(_ count: Int) throws -> Group {
    Group(
      members: try (0..<count).map { i in
        Member(
          "\(i)",
          Group(
            attributes: [Attribute("activation", try .string("relu"))],
            members: [Member("bias", Dataset(try .float32([Float(i)], shape: [1])))]))
      })
  }

  /// A group whose header has exactly `headerBytes` bytes of messages, most of them an attribute's.
  static func group(headerBytes: Int) throws -> Group {
    // Link info 22, group info 14.
    Group(attributes: [try attribute(headerBytes - 22 - 14)])
  }

  /// A dataset whose header has exactly `headerBytes` bytes of messages, most of them an attribute's.
  static func dataset(headerBytes: Int) throws -> Dataset {
    // Dataspace 8, datatype 24, fill value 6, layout 22.
    Dataset(try .float32(1), attributes: [try attribute(headerBytes - 8 - 24 - 6 - 22)])
  }

  /// An attribute that takes exactly `headerBytes` bytes of a header that has no others.
  private static func attribute(_ headerBytes: Int) throws -> Attribute {
    // Attribute info 22; message 4, version to character set 9, name with zero byte 2, type 8,
    // shape 4: 27.
    let text = String(repeating: "x", count: headerBytes - 22 - 27)
    return Attribute("a", try .string(text))
  }

  /// A tree of at most `depth` levels, drawn from `generator`.
  static func random(depth: Int, _ generator: inout SplitMix64) throws -> Group {
    var group = Group(attributes: try randomAttributes(&generator))
    for i in 0..<generator.below(7) {
      let name = "\(i)" + String(repeating: "m", count: generator.below(254))
      if depth > 0, generator.below(3) == 0 {
        group.members.append(Member(name, try random(depth: depth - 1, &generator)))
      } else {
        let dataset = Dataset(
          try randomValues(&generator), attributes: try randomAttributes(&generator))
        group.members.append(Member(name, dataset))
      }
    }
    return group
  }

  private static func randomAttributes(_ generator: inout SplitMix64) throws -> [Attribute] {
    var attributes: [Attribute] = []
    for i in 0..<(generator.below(2) * generator.below(30)) {
      let name = "\(i)" + String(repeating: "a", count: generator.below(40))
      attributes.append(Attribute(name, try randomValues(&generator)))
    }
    return attributes
  }

  private static func randomValues(_ generator: inout SplitMix64) throws -> Values {
    let shape = (0..<generator.below(4)).map { _ in 1 + generator.below(5) }
    let count = shape.reduce(1, *)
    switch generator.below(5) {
    case 0:
      let numbers = (0..<count).map { _ in Float(generator.below(1000)) }
      return try .float32(numbers, shape: shape)
    case 1:
      let numbers = (0..<count).map { _ in Double(generator.below(1000)) }
      return try .float64(numbers, shape: shape)
    case 2:
      let numbers = (0..<count).map { _ in -Int64(generator.below(1000)) }
      return try .int64(numbers, shape: shape)
    case 3:
      let numbers = (0..<count).map { _ in UInt64(generator.below(1000)) }
      return try .uint64(numbers, shape: shape)
    default:
      return try .string(String(repeating: "t", count: generator.below(300)))
    }
  }
}
