import HDF5Tree
import Storage
import TestSupport
import Testing

extension Trees {
  /// A tree of groups at most `depth` deep; arrays of every type, shape and alignment.
  static func random(_ random: inout SplitMix64, depth: Int) throws -> Group {
    var group = Group(attributes: try randomAttributes(&random))
    for i in 0..<random.below(5) {
      let name = "\(random.name())\(i)"
      group.members.append(
        depth > 0 && random.below(2) == 0
          ? Member(name, try Trees.random(&random, depth: depth - 1))
          : Member(
            name,
            Dataset(try randomValues(&random), attributes: try randomAttributes(&random))))
    }
    return group
  }

  private static func randomAttributes(_ random: inout SplitMix64) throws -> [Attribute] {
    try (0..<max(0, random.below(7) - 3)).map {
      Attribute("\(random.name())\($0)", try randomValues(&random))
    }
  }

  private static func randomValues(_ random: inout SplitMix64) throws -> Values {
    let types: [ElementType] = [
      .float32, .float64, .int64, .uint64, .string(byteCount: 1 + random.below(20)),
    ]
    let type = types[random.below(5)]
    let shape = (0..<random.below(4)).map { _ in 1 + random.below(4) }
    let count = try #require(Values.byteCount(type: type, shape: shape))
    var state = random
    let bytes = try AlignedBytes(count: count) { block in
      // Letters, so that strings are text for the library's side too.
      for i in 0..<count {
        block.storeBytes(of: UInt8(0x61 + state.below(26)), toByteOffset: i, as: UInt8.self)
      }
    }
    random = state
    return try #require(Values(type: type, shape: shape, bytes: ByteSlice(bytes)))
  }
}

extension SplitMix64 {
  /// A name of 1 to 12 printable characters.
  mutating func name() -> String {
    String(
      (0...below(12)).map { _ in Character(Unicode.Scalar(UInt8(0x30 + below(0x4f)))) })
  }
}
