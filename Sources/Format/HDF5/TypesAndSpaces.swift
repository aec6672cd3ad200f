import CHDF5
import HDF5Tree

extension Handle where Kind == TypeKind {
  /// The type of elements, in the file and in memory, so that nothing is converted.
  static func of(_ type: ElementType, object: String) throws(HDF5Error) -> Handle {
    let model =
      switch type {
      case .float32: chdf5_float32le()
      case .float64: chdf5_float64le()
      case .int64: chdf5_int64le()
      case .uint64: chdf5_uint64le()
      case .string: chdf5_string()
      }
    let handle = try Handle(H5Tcopy(model), of: "H5Tcopy", object: object)
    if case .string(let byteCount) = type {
      try check(H5Tset_size(handle.id, byteCount), "H5Tset_size", object: object)
      try check(H5Tset_cset(handle.id, H5T_CSET_UTF8), "H5Tset_cset", object: object)
      try check(H5Tset_strpad(handle.id, H5T_STR_NULLPAD), "H5Tset_strpad", object: object)
    }
    return handle
  }
}

extension Handle where Kind == SpaceKind {
  /// A shape: a scalar where there are no extents.
  static func of(_ shape: [Int], object: String) throws(HDF5Error) -> Handle {
    guard !shape.isEmpty else {
      return try Handle(H5Screate(H5S_SCALAR), of: "H5Screate", object: object)
    }
    return try Handle(
      unsafe H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil),
      of: "H5Screate_simple", object: object)
  }
}

/// The shape that a foreign file states: empty for a scalar, else with extents, above 0 unless empty arrays
/// are taken, whose product is within the budget.
func storedShape(
  _ space: borrowing Handle<SpaceKind>, _ arrays: ForeignArrays, at path: String,
  _ budget: ArrayBudget
) throws(HDF5Error) -> [Int] {
  let rank = H5Sget_simple_extent_ndims(space.id)
  try check(rank, "H5Sget_simple_extent_ndims", object: path)
  guard H5Sget_simple_extent_type(space.id) != H5S_NULL else {
    throw HDF5Error(object: path, reason: .noElements(shape: []))
  }
  var extents = [hsize_t](repeating: 0, count: Int(rank))
  try check(
    unsafe H5Sget_simple_extent_dims(space.id, &extents, nil), "H5Sget_simple_extent_dims",
    object: path)
  let shape = extents.map { Int(clamping: $0) }
  guard !shape.contains(0) || arrays == .ofAnyWidth else {
    throw HDF5Error(object: path, reason: .noElements(shape: shape))
  }
  var count = 1
  for extent in shape { count = try budget.product(count, extent, at: path) }
  return shape
}
