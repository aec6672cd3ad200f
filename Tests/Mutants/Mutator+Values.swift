import HDF5Tree
import MLPModel
import Storage

extension Mutator {
  /// A small array of any type and shape.
  mutating func values() throws -> Values {
    let type = one(
      of: [
        .float32, .float64, .int64, .uint64, .string(byteCount: 1 + below(9)),
      ] as [ElementType])
    let shape = (0..<below(3)).map { _ in 1 + below(4) }
    let count = Values.byteCount(type: type, shape: shape) ?? 0
    // Letters, which are text and numbers too.
    return try values(type, shape, (0..<count).map { _ in UInt8(0x61 + below(26)) })
      ?? .int64(1)
  }

  /// The array with another type, shape, element or number of elements.
  mutating func changed(_ value: Values) throws -> Values {
    var type = value.type
    var shape = value.shape
    var bytes = value.bytes.withBytes { $0.withUnsafeBytes(Array.init) }
    switch below(8) {
    case 0:
      type = one(of: [.float32, .float64, .int64, .uint64, .string(byteCount: 4)])
      bytes = .init(repeating: 0x61, count: Values.byteCount(type: type, shape: shape) ?? 0)
    case 1: shape.insert(1, at: below(shape.count + 1))
    case 2: shape.reverse()
    case 3:
      shape = [value.count]
    case 4: shorten(&shape, &bytes)
    case 5:
      guard case .string(let width) = type else { break }
      return try wider(value, by: one(of: [1, 5, 1025, 60_001 - width]))
    default: changeElement(of: type, &bytes)
    }
    return try values(type, shape, bytes) ?? value
  }

  /// The outermost extent one less.
  private func shorten(_ shape: inout [Int], _ bytes: inout [UInt8]) {
    guard let extent = shape.first, extent > 1 else { return }
    shape[0] = extent - 1
    bytes.removeLast(bytes.count / extent)
  }

  /// The same texts with more padding.
  private func wider(_ value: Values, by count: Int) throws -> Values {
    let old = value.type.byteCount
    guard count > 0, value.count * count < 1 << 16 else { return value }
    let bytes = value.bytes.withBytes { $0.withUnsafeBytes(Array.init) }
    let wide = (0..<value.count).flatMap { i in
      bytes[i * old..<(i + 1) * old] + [UInt8](repeating: 0, count: count)
    }
    return try values(.string(byteCount: old + count), value.shape, wide) ?? value
  }

  private mutating func changeElement(of type: ElementType, _ bytes: inout [UInt8]) {
    let width = type.byteCount
    let at = below(bytes.count / width) * width
    let new: [UInt8]
    switch type {
    case .float32:
      new = Array(
        little(
          Int(
            one(of: [
              Float(0), -0, 1, -1, 0.5, .nan, .infinity, -.infinity, .leastNonzeroMagnitude,
              .greatestFiniteMagnitude, Float(below(1000)) / 500 - 1,
            ]).bitPattern))[..<4])
    case .float64: new = little(one(of: [0, 1, -1, .max, 0x7ff0_0000_0000_0000]))
    case .int64, .uint64: new = little(one(of: [0, 1, 2, 3, -1, 1024, 1025, .max, .min]))
    case .string:
      let texts =
        Activation.all.map(\.tag) + Task.allCases.map(\.rawValue) + [
          "", "a", "\0a", "\u{1b}[2J", "é", "e\u{301}", String(repeating: "0", count: 64),
        ]
      new = one(of: texts.map { Array($0.utf8) } + [[0xff], [0xc3], [0x61, 0, 0x62]])
    }
    let filled = new.prefix(width) + [UInt8](repeating: 0, count: max(0, width - new.count))
    bytes.replaceSubrange(at..<at + width, with: filled)
  }

  private func values(_ type: ElementType, _ shape: [Int], _ bytes: [UInt8]) throws -> Values? {
    Values(type: type, shape: shape, bytes: try ByteSlice(copying: bytes.span.bytes))
  }
}
