import CHDF5

/// Throws where the data of a dataset are not all in the file, or need more to read than they are.
///
/// Compressed, a file can claim data a thousand times its size; without data, or with a few of many
/// chunks, any size, and the library would fill the rest with zeros.
func checkStorage(
  of dataset: borrowing Handle<ObjectKind>, _ type: borrowing Handle<TypeKind>, _ shape: [Int],
  at path: String, _ budget: ArrayBudget
) throws(HDF5Error) {
  let settings = try Handle<SettingsKind>(
    H5Dget_create_plist(dataset.id), of: "H5Dget_create_plist", object: path)
  guard H5Pget_external_count(settings.id) == 0 else {
    throw HDF5Error(object: path, reason: .storage(.external))
  }
  try checkFilters(settings, at: path)
  switch H5Pget_layout(settings.id) {
  case H5D_COMPACT, H5D_CONTIGUOUS:
    let (bytes, overflow) = H5Tget_size(type.id).multipliedReportingOverflow(by: shape.reduce(1, *))
    guard !overflow, H5Dget_storage_size(dataset.id) >= bytes else {
      throw HDF5Error(object: path, reason: .storage(.missing))
    }
  case H5D_CHUNKED: try checkChunks(of: dataset, settings, type, shape, at: path, budget)
  case H5D_VIRTUAL: throw HDF5Error(object: path, reason: .storage(.virtual))
  default: throw HDF5Error.library("H5Pget_layout", object: path)
  }
}

/// Throws where there is a filter that the library could have to load a program for, or that changes
/// numbers.
private func checkFilters(
  _ settings: borrowing Handle<SettingsKind>, at path: String
) throws(HDF5Error) {
  let count = H5Pget_nfilters(settings.id)
  try check(count, "H5Pget_nfilters", object: path)
  for i in 0..<UInt32(count) {
    var parameters = 0
    let filter = unsafe H5Pget_filter2(settings.id, i, nil, &parameters, nil, 0, nil, nil)
    guard [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32].contains(filter) else {
      throw HDF5Error(object: path, reason: .filter(Int(filter)))
    }
  }
}

/// Throws where a chunk, which the library holds in memory whole, is larger than arrays may be, or where
/// not every chunk was written.
private func checkChunks(
  of dataset: borrowing Handle<ObjectKind>, _ settings: borrowing Handle<SettingsKind>,
  _ type: borrowing Handle<TypeKind>, _ shape: [Int], at path: String, _ budget: ArrayBudget
) throws(HDF5Error) {
  var extents = [hsize_t](repeating: 0, count: shape.count)
  let rank = unsafe H5Pget_chunk(settings.id, Int32(extents.count), &extents)
  guard rank == shape.count, !extents.contains(0) else {
    throw HDF5Error.library("H5Pget_chunk", object: path)
  }
  var bytes = H5Tget_size(type.id)
  var chunks: hsize_t = 1
  for (extent, size) in zip(extents, shape) {
    bytes = try budget.product(bytes, Int(clamping: extent), at: path)
    chunks *= (hsize_t(size) + extent - 1) / extent
  }
  let space = try Handle<SpaceKind>(H5Dget_space(dataset.id), of: "H5Dget_space", object: path)
  var written: hsize_t = 0
  try check(
    unsafe H5Dget_num_chunks(dataset.id, space.id, &written), "H5Dget_num_chunks", object: path)
  guard written == chunks else { throw HDF5Error(object: path, reason: .storage(.missing)) }
}
