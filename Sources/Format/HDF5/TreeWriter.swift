import CHDF5
import HDF5Tree
import Storage
import Text

/// Writes a tree to a file of the profile that the module's README describes.
///
/// An existing file is overwritten in place, and nothing is synchronised with the disk: make a
/// temporary, and rename it when it is whole. The same tree makes the same bytes, always. The file
/// starts with 512 zero bytes, the user block. Any thread may call this; calls wait for each other.
///
/// - Parameters:
///   - root: the root group.
///   - path: the file, made with the permissions 0666 less the umask where there is none.
/// - Throws: ``HDF5Error``. Where its reason is ``HDF5Error/Reason/library(call:message:)``, a file
///   that is not whole may be left behind.
/// - Complexity: O(bytes of the tree).
public func writeTree(_ root: Group, to path: String) throws(HDF5Error) {
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw HDF5Error(object: "\(Excerpt(path))", reason: .filePath)
  }
  try root.checkProfile()
  try Library.use { () throws(HDF5Error) in
    let file = try create(path, try .fileAccess(), root)
    try file.close(object: path)
  }
}

/// The bytes of the file that ``writeTree(_:to:)`` would write, made in memory.
///
/// - Throws: ``HDF5Error``.
/// - Complexity: O(bytes of the tree); the memory of three such files.
public func image(of root: Group) throws(HDF5Error) -> AlignedBytes {
  try root.checkProfile()
  return try Library.use { () throws(HDF5Error) in
    // A name that leads nowhere, because one has to be given.
    let file = try create(
      "/dev/null/image", try .memoryAccess(byteCount: root.dataByteCount), root)
    try check(H5Fflush(file.id, H5F_SCOPE_GLOBAL), "H5Fflush", object: "/")
    let bytes = try fileBytes(of: file)
    try file.close(object: "/")
    return bytes
  }
}

/// Creates a file with all of `root` in it.
private func create(
  _ path: String, _ access: consuming Handle<SettingsKind>, _ root: Group
) throws(HDF5Error) -> Handle<FileKind> {
  let creation = try Handle<SettingsKind>.file(root)
  let file = try Handle<FileKind>(
    unsafe H5Fcreate(path, chdf5_acc_trunc(), creation.id, access.id), of: "H5Fcreate",
    object: path)
  let group = try Handle<GroupKind>(
    unsafe H5Gopen2(file.id, "/", defaults), of: "H5Gopen2", object: "/")
  try write(root, to: group, at: .root)
  try group.close(object: "/")
  return file
}

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

/// A copy of the memory in which the library keeps a file.
private func fileBytes(of file: borrowing Handle<FileKind>) throws(HDF5Error) -> AlignedBytes {
  var end: haddr_t = 0
  try check(unsafe H5Fget_eoa(file.id, &end), "H5Fget_eoa", object: "/")
  var memory: UnsafeMutableRawPointer?
  try check(
    unsafe H5Fget_vfd_handle(file.id, defaults, &memory), "H5Fget_vfd_handle", object: "/")
  // The handle of a file in memory is where the library keeps the address of its bytes.
  let base = unsafe memory?.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee
  let bytes = unsafe UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : Int(end))
  do {
    return try AlignedBytes(count: bytes.count) { unsafe $0.copy(bytes.bytes) }
  } catch {
    throw HDF5Error(object: "/", reason: .memory)
  }
}

extension Group {
  /// The bytes of all data in it.
  fileprivate var dataByteCount: Int {
    members.reduce(0) { count, member in
      switch member.object {
      case .group(let group): count + group.dataByteCount
      case .dataset(let dataset): count + dataset.value.bytes.count
      }
    }
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
