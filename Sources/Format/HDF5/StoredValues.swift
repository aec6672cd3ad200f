import CHDF5
import HDF5Tree
import Storage

/// Reads the data of a dataset.
func dataset(
  _ handle: borrowing Handle<ObjectKind>, _ arrays: ForeignArrays, at path: ObjectPath,
  _ budget: inout ArrayBudget
) throws(HDF5Error) -> Values {
  let type = try Handle<TypeKind>(H5Dget_type(handle.id), of: "H5Dget_type", object: "\(path)")
  let space = try Handle<SpaceKind>(H5Dget_space(handle.id), of: "H5Dget_space", object: "\(path)")
  let form = try StoredForm(of: type, arrays, at: "\(path)")
  let shape = try storedShape(space, arrays, at: "\(path)", budget)
  try budget.take(shape.reduce(1, *), of: form.byteCount, at: "\(path)")
  try checkStorage(of: handle, type, shape, at: "\(path)", budget)
  return try values(.dataset(handle.id), form, type, space, shape, at: "\(path)", &budget)
}

/// Reads the value of an attribute.
func attribute(
  _ handle: borrowing Handle<AttributeKind>, _ arrays: ForeignArrays, at path: String,
  _ budget: inout ArrayBudget
) throws(HDF5Error) -> Values {
  let type = try Handle<TypeKind>(H5Aget_type(handle.id), of: "H5Aget_type", object: path)
  let space = try Handle<SpaceKind>(H5Aget_space(handle.id), of: "H5Aget_space", object: path)
  let form = try StoredForm(of: type, arrays, at: path)
  let shape = try storedShape(space, arrays, at: path, budget)
  try budget.take(shape.reduce(1, *), of: form.byteCount, at: path)
  return try values(.attribute(handle.id), form, type, space, shape, at: path, &budget)
}

/// What elements are read from.
enum Source {
  case dataset(hid_t)
  case attribute(hid_t)

  /// What the library calls reading it.
  var call: String {
    switch self {
    case .dataset: "H5Dread"
    case .attribute: "H5Aread"
    }
  }

  /// Has the library write all elements as `type` to `bytes`; negative where that fails.
  func read(as type: hid_t, to bytes: UnsafeMutableRawBufferPointer) -> herr_t {
    switch self {
    case .dataset(let id):
      unsafe H5Dread(id, type, chdf5_all(), chdf5_all(), defaults, bytes.baseAddress)
    case .attribute(let id): unsafe H5Aread(id, type, bytes.baseAddress)
    }
  }
}

/// Reads the elements and makes them ours.
private func values(
  _ source: Source, _ form: StoredForm, _ type: borrowing Handle<TypeKind>,
  _ space: borrowing Handle<SpaceKind>, _ shape: [Int], at path: String,
  _ budget: inout ArrayBudget
) throws(HDF5Error) -> Values {
  let count = shape.reduce(1, *)
  let element: ElementType
  let memoryType: hid_t
  switch form {
  case .numbers(let type, let memory): (element, memoryType) = (type, memory)
  case .text(let width, _): (element, memoryType) = (.string(byteCount: width), type.id)
  case .bfloat16: (element, memoryType) = (.float32, type.id)
  case .variableText where count == 0: (element, memoryType) = (.string(byteCount: 1), type.id)
  case .variableText:
    return try variableText(source, type, space, shape, at: path, &budget)
  }
  let bytes = try block(count * form.byteCount, at: path) { block throws(HDF5Error) in
    // Without elements the library looks at no memory, and there is none.
    if count == 0 { return }
    let result = unsafe block.withUnsafeMutableBytes { unsafe source.read(as: memoryType, to: $0) }
    try check(result, source.call, object: path)
    if case .bfloat16 = form { widenBFloat16(&block, count: count) }
    if case .text(let width, let padding) = form, padding != H5T_STR_NULLPAD {
      fillWithZeros(&block, width: width, isSpace: padding == H5T_STR_SPACEPAD)
    }
  }
  return try array(element, shape, bytes, at: path)
}

/// Makes float32 of the bfloat16 in the first half of the block: they are their upper halves.
private func widenBFloat16(_ block: inout MutableRawSpan, count: Int) {
  unsafe block.withUnsafeMutableBytes { bytes in
    for i in (0..<count).reversed() {
      let half = unsafe bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)
      let bits = UInt32(UInt16(littleEndian: half)) << 16
      unsafe bytes.storeBytes(of: bits.littleEndian, toByteOffset: 4 * i, as: UInt32.self)
    }
  }
}

/// Makes zero bytes of whatever stands behind the end of each string.
private func fillWithZeros(_ block: inout MutableRawSpan, width: Int, isSpace: Bool) {
  unsafe block.withUnsafeMutableBytes { bytes in
    for start in stride(from: 0, to: bytes.count, by: width) {
      let field = start..<start + width
      let end =
        isSpace
        ? unsafe bytes[field].lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? start
        : unsafe bytes[field].firstIndex(of: 0) ?? field.upperBound
      for i in end..<field.upperBound { unsafe bytes[i] = 0 }
    }
  }
}

/// Memory of `count` bytes, as `fill` leaves it.
func block(
  _ count: Int, at path: String, _ fill: (inout MutableRawSpan) throws(HDF5Error) -> Void
) throws(HDF5Error) -> ByteSlice {
  do {
    return ByteSlice(try AlignedBytes(count: count) { try fill(&$0) })
  } catch let error as HDF5Error {
    throw error
  } catch {
    throw HDF5Error(object: path, reason: .memory)
  }
}

/// The array of that shape over `bytes`.
func array(
  _ element: ElementType, _ shape: [Int], _ bytes: ByteSlice, at path: String
) throws(HDF5Error) -> Values {
  guard let values = Values(type: element, shape: shape, bytes: bytes) else {
    throw HDF5Error(object: path, reason: .dimensions(shape.count))
  }
  return values
}
