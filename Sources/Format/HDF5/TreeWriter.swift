import CHDF5
import HDF5Tree
import Storage

/// Makes a file of the profile that the module's README describes, in memory.
///
/// The disk is for who has the bytes: a library that fails half-way through a file leaves more behind
/// than a write that fails. The same tree makes the same bytes, always. The file starts with 512
/// zero bytes, the user block. Any thread may call this; calls wait for each other.
///
/// - Parameter root: the root group.
/// - Throws: ``HDF5Error``.
/// - Complexity: O(bytes of the tree).
public func fileImage(of root: Group) throws(HDF5Error) -> FileImage {
  try root.checkProfile()
  return try Library.use { () throws(HDF5Error) in
    let memory = FileMemory()
    let access = try Handle<SettingsKind>.fileAccess(memory)
    let creation = try Handle<SettingsKind>.file(root)
    let file = try Handle<FileKind>(
      unsafe H5Fcreate(nowhere, chdf5_acc_trunc(), creation.id, access.id), of: "H5Fcreate",
      object: "/")
    let group = try Handle<GroupKind>(
      unsafe H5Gopen2(file.id, "/", defaults), of: "H5Gopen2", object: "/")
    try write(root, to: group, at: .root)
    try group.close(object: "/")
    // Without the user block; the memory is larger than what is in use.
    let count = H5Fget_file_image(file.id, nil, 0)
    guard count > 0 else { throw .library("H5Fget_file_image", object: "/") }
    try file.close(object: "/")
    return try memory.image(count: userBlockSize + count)
  }
}

/// The library looks for a file of the name that one in memory is to have: none can be there.
let nowhere = "/dev/null/none"

let defaults = hid_t(H5P_DEFAULT)

/// Writes what is in `group`, in the order of the profile: attributes, then each member with all it
/// holds.
private func write(
  _ group: Group, to handle: borrowing Handle<GroupKind>, at path: ObjectPath
) throws(HDF5Error) {
  try write(group.attributes, to: handle, at: path)
  for member in group.members {
    let path = path.member(member.name)
    switch member.object {
    case .group(let group):
      let settings = try Handle<SettingsKind>.group(group)
      let child = try Handle<GroupKind>(
        unsafe H5Gcreate2(handle.id, member.name, defaults, settings.id, defaults),
        of: "H5Gcreate2", object: "\(path)")
      try write(group, to: child, at: path)
      try child.close(object: "\(path)")
    case .dataset(let dataset):
      try write(dataset, named: member.name, to: handle, at: path)
    }
  }
}

private func write(
  _ dataset: Dataset, named name: String, to group: borrowing Handle<GroupKind>, at path: ObjectPath
) throws(HDF5Error) {
  let type = try Handle<TypeKind>.of(dataset.value.type, object: "\(path)")
  let space = try Handle<SpaceKind>.of(dataset.value.shape, object: "\(path)")
  let settings = try Handle<SettingsKind>.dataset()
  let handle = try Handle<DatasetKind>(
    unsafe H5Dcreate2(group.id, name, type.id, space.id, defaults, settings.id, defaults),
    of: "H5Dcreate2", object: "\(path)")
  // Before the data: see H5Pset_alloc_time.
  try write(dataset.attributes, to: handle, at: path)
  let result = unsafe dataset.value.withPointer { bytes in
    unsafe H5Dwrite(handle.id, type.id, chdf5_all(), chdf5_all(), defaults, bytes)
  }
  try check(result, "H5Dwrite", object: "\(path)")
  try handle.close(object: "\(path)")
}

private func write<Kind>(
  _ attributes: [Attribute], to object: borrowing Handle<Kind>, at path: ObjectPath
) throws(HDF5Error) {
  for attribute in attributes {
    let path = path.attribute(attribute.name)
    let type = try Handle<TypeKind>.of(attribute.value.type, object: path)
    let space = try Handle<SpaceKind>.of(attribute.value.shape, object: path)
    let handle = try Handle<AttributeKind>(
      unsafe H5Acreate2(object.id, attribute.name, type.id, space.id, defaults, defaults),
      of: "H5Acreate2", object: path)
    let result = unsafe attribute.value.withPointer { bytes in
      unsafe H5Awrite(handle.id, type.id, bytes)
    }
    try check(result, "H5Awrite", object: path)
    try handle.close(object: path)
  }
}

extension Values {
  /// Calls `body` with the elements as the library takes them.
  fileprivate func withPointer<R>(_ body: (UnsafeRawPointer?) -> R) -> R {
    bytes.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { bytes in unsafe body(bytes.baseAddress) }
    }
  }
}
