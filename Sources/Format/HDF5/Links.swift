import CHDF5
import HDF5Tree

/// The links of a group, in the order in which the library has them.
struct Links {
  /// Their names, all different and fit for a path: none can make the library go anywhere but to this
  /// group's member.
  let names: [String]

  /// Looks at the links of `group`, opening nothing.
  ///
  /// - Parameter most: how many there may be.
  /// - Throws: ``HDF5Error`` where one is not a hard link, or has a name that the profile has not.
  init(
    of group: borrowing Handle<ObjectKind>, at path: ObjectPath, most: Int
  ) throws(HDF5Error) {
    var info = H5G_info_t()
    try check(unsafe H5Gget_info(group.id, &info), "H5Gget_info", object: "\(path)")
    guard info.nlinks <= hsize_t(max(0, most)) else {
      throw HDF5Error(
        object: "\(path)", reason: .objects(limits.objects - most + Int(clamping: info.nlinks)))
    }
    var names: [String] = []
    let id = group.id
    for i in 0..<info.nlinks {
      let name = try unsafe storedName("H5Lget_name_by_idx", at: "\(path)") { buffer, size in
        unsafe H5Lget_name_by_idx(
          id, ".", H5_INDEX_NAME, H5_ITER_NATIVE, i, buffer, size, defaults)
      }
      try checkNames([name], at: path)
      var link = H5L_info_t()
      try check(
        unsafe H5Lget_info_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_NATIVE, i, &link, defaults),
        "H5Lget_info_by_idx", object: "\(path.member(name))")
      if let kind = LinkKind(link.type) {
        throw HDF5Error(object: "\(path.member(name))", reason: .link(kind))
      }
      names.append(name)
    }
    try checkNames(names, at: path)
    self.names = names
  }
}

private typealias LinkKind = HDF5Error.LinkKind

extension HDF5Error.LinkKind {
  /// The kind of a link; nil for a hard one.
  fileprivate init?(_ type: H5L_type_t) {
    switch type {
    case H5L_TYPE_HARD: return nil
    case H5L_TYPE_SOFT: self = .soft
    case H5L_TYPE_EXTERNAL: self = .external
    default: self = .userDefined
    }
  }
}

/// The name that `get` writes into a buffer of a size and whose length it returns.
///
/// - Throws: ``HDF5Error`` where it fails or the name is longer than the profile's.
func storedName(
  _ call: String, at path: String, _ get: (UnsafeMutablePointer<CChar>?, Int) -> Int
) throws(HDF5Error) -> String {
  var buffer = [CChar](repeating: 0, count: limits.nameBytes + 1)
  let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
    unsafe get(buffer.baseAddress, buffer.count)
  }
  try check(length < 0 ? -1 : 0, call, object: path)
  let name = String(
    decoding: buffer.prefix(min(length, limits.nameBytes)).map(UInt8.init(bitPattern:)),
    as: UTF8.self)
  guard length <= limits.nameBytes else { throw HDF5Error(object: path, reason: .name(name + "…")) }
  return name
}
