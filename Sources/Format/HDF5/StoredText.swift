import CHDF5
import HDF5Tree
import Storage

/// Strings of any length, which the library gives as pointers.
func variableText(
  _ source: Source, _ type: borrowing Handle<TypeKind>, _ space: borrowing Handle<SpaceKind>,
  _ shape: [Int], at path: String, _ budget: inout ArrayBudget
) throws(HDF5Error) -> Values {
  var pointers = unsafe [UnsafePointer<UInt8>?](repeating: nil, count: shape.reduce(1, *))
  let (typeID, spaceID) = (type.id, space.id)
  let result = unsafe pointers.withUnsafeMutableBytes { unsafe source.read(as: typeID, to: $0) }
  try check(result, source.call, object: path)
  defer {
    unsafe pointers.withUnsafeMutableBytes {
      _ = unsafe H5Dvlen_reclaim(typeID, spaceID, defaults, $0.baseAddress)
    }
  }
  let lengths = unsafe pointers.map { unsafe $0.map { unsafe length(of: $0) } ?? 0 }
  let width = max(1, lengths.max() ?? 0)
  try budget.take(lengths.count, of: width, at: path)
  let bytes = try block(lengths.count * width, at: path) { block throws(HDF5Error) in
    for (i, length) in lengths.enumerated() {
      let text = unsafe UnsafeRawBufferPointer(start: pointers[i], count: length)
      unsafe block.copy(text.bytes, to: i * width)
    }
  }
  return try array(.string(byteCount: width), shape, bytes, at: path)
}

/// The number of bytes in front of the first zero byte.
private func length(of text: UnsafePointer<UInt8>) -> Int {
  var length = 0
  while unsafe text[length] != 0 { length += 1 }
  return length
}
