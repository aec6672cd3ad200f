@testable import ONNX

/// A message of protobuf, taken apart: what each field holds, in the order of the bytes.
struct Fields {
  private(set) var entries: [(field: Int, value: Value)] = []

  enum Value {
    case integer(Int)
    case bits(UInt32)
    case bytes([UInt8])
  }

  /// Where the bytes end inside a field.
  struct Cut: Error {}

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    func byte() throws -> UInt8 {
      guard let byte = rest.popFirst() else { throw Cut() }
      return byte
    }
    func varint() throws -> Int {
      var (value, shift) = (0, 0)
      while true {
        let byte = try byte()
        value |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while !rest.isEmpty {
      let key = try varint()
      switch key & 7 {
      case 0: entries.append((key >> 3, .integer(try varint())))
      case 5:
        var bits: UInt32 = 0
        for shift: UInt32 in [0, 8, 16, 24] { bits |= UInt32(try byte()) << shift }
        entries.append((key >> 3, .bits(bits)))
      case 2:
        let count = try varint()
        guard count <= rest.count else { throw Cut() }
        entries.append((key >> 3, .bytes(Array(rest.prefix(count)))))
        rest = rest.dropFirst(count)
      default: throw Cut()
      }
    }
  }

  func integers(_ field: Int) -> [Int] {
    entries.compactMap {
      if $0.field == field, case .integer(let value) = $0.value { value } else { nil }
    }
  }

  func float(_ field: Int) -> Float? {
    for entry in entries where entry.field == field {
      if case .bits(let bits) = entry.value { return Float(bitPattern: bits) }
    }
    return nil
  }

  func bytes(_ field: Int) -> [[UInt8]] {
    entries.compactMap {
      if $0.field == field, case .bytes(let value) = $0.value { value } else { nil }
    }
  }

  func texts(_ field: Int) -> [String] {
    bytes(field).map { String(decoding: $0, as: UTF8.self) }
  }

  func messages(_ field: Int) throws -> [Fields] { try bytes(field).map(Fields.init) }
}
