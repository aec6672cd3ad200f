import CHDF5
import HDF5Tree
import Storage

/// Reads a file of any form that the HDF5 library knows, as far as it holds a tree such as ours.
///
/// The library crashes and hangs on files made for it, whatever is checked: to be called in a process
/// that may. Here is refused what would make it read other files, load programs, or take more memory or
/// time than the file's size justifies. Text keeps its bytes, whether its length is fixed or not.
///
/// - Parameters:
///   - file: the bytes of the whole file.
///   - arrays: which arrays it may hold.
/// - Throws: ``HDF5Error``.
/// - Complexity: O(bytes of the tree), which is at most 4 times the file and 64 MiB.
public func readTree(
  _ file: AlignedBytes, taking arrays: ForeignArrays = .ofModelFiles
) throws(HDF5Error) -> Group {
  try Library.use { () throws(HDF5Error) in
    // No filter of a plug-in, no link that leads out of the file: in all of the process, for good.
    try check(H5PLset_loading_state(0), "H5PLset_loading_state", object: "libhdf5")
    if H5Lis_registered(H5L_TYPE_EXTERNAL) > 0 {
      try check(H5Lunregister(H5L_TYPE_EXTERNAL), "H5Lunregister", object: "libhdf5")
    }
    let access = try Handle<SettingsKind>.imageAccess(file)
    let handle = try Handle<FileKind>(
      unsafe H5Fopen(nowhere, chdf5_acc_rdonly(), access.id), of: "H5Fopen",
      object: "/")
    let root = try Handle<ObjectKind>(
      unsafe H5Oopen(handle.id, "/", defaults), of: "H5Oopen", object: "/")
    var reader = TreeReader(fileByteCount: file.count, arrays)
    return try reader.group(root, at: .root, depth: 0)
  }
}

/// Which arrays of foreign files can be read.
public enum ForeignArrays: Sendable {
  /// Those that a model file can hold: numbers keep kind and width, only their byte order may change.
  case ofModelFiles
  /// Also empty ones and numbers of every width, each as the narrowest of ours that holds it exactly: floats
  /// of less than 32 bits as float32, integers as int64 or uint64. Elements of two bytes that say no more of
  /// themselves are bfloat16, because that is how h5py writes NumPy's.
  case ofAnyWidth
}

/// Where the walk through a file is: what it has met, and what it may still meet.
struct TreeReader {
  private var seen: Set<haddr_t> = []
  private var attributeCount = 0
  private var budget: ArrayBudget
  private let arrays: ForeignArrays

  fileprivate init(fileByteCount: Int, _ arrays: ForeignArrays) {
    budget = ArrayBudget(fileByteCount: fileByteCount)
    self.arrays = arrays
  }

  /// Reads a group and all in it.
  fileprivate mutating func group(
    _ handle: borrowing Handle<ObjectKind>, at path: ObjectPath, depth: Int
  ) throws(HDF5Error) -> Group {
    guard depth <= limits.depth else { throw HDF5Error(object: "\(path)", reason: .depth) }
    try notice(handle, at: path)
    var group = Group(attributes: try attributes(of: handle, at: path))
    let links = try Links(of: handle, at: path, most: limits.objects - seen.count)
    for (i, name) in links.names.enumerated() {
      let path = path.member(name)
      let object = try Handle<ObjectKind>(
        unsafe H5Oopen_by_idx(
          handle.id, ".", H5_INDEX_NAME, H5_ITER_NATIVE, hsize_t(i), defaults),
        of: "H5Oopen_by_idx", object: "\(path)")
      switch H5Iget_type(object.id) {
      case H5I_GROUP:
        group.members.append(Member(name, try self.group(object, at: path, depth: depth + 1)))
      case H5I_DATASET:
        try notice(object, at: path)
        let value = try dataset(object, arrays, at: path, &budget)
        group.members.append(
          Member(name, Dataset(value, attributes: try attributes(of: object, at: path))))
      default: throw HDF5Error(object: "\(path)", reason: .objectKind)
      }
    }
    return group
  }

  /// Takes note of an object, which may be met only once.
  private mutating func notice(
    _ object: borrowing Handle<ObjectKind>, at path: ObjectPath
  ) throws(HDF5Error) {
    guard seen.count < limits.objects else {
      throw HDF5Error(object: "\(path)", reason: .objects(seen.count + 1))
    }
    guard seen.insert(chdf5_address(object.id)).inserted else {
      throw HDF5Error(object: "\(path)", reason: .secondLink)
    }
  }

  private mutating func attributes(
    of object: borrowing Handle<ObjectKind>, at path: ObjectPath
  ) throws(HDF5Error) -> [Attribute] {
    let count = chdf5_attribute_count(object.id)
    try check(count < 0 ? -1 : 0, "H5Oget_info2", object: "\(path)")
    guard count <= limits.attributes - attributeCount else {
      throw HDF5Error(
        object: "\(path)", reason: .attributes(attributeCount + Int(clamping: count)))
    }
    attributeCount += Int(count)
    var attributes: [Attribute] = []
    for i in 0..<hsize_t(count) {
      let handle = try Handle<AttributeKind>(
        unsafe H5Aopen_by_idx(object.id, ".", H5_INDEX_NAME, H5_ITER_NATIVE, i, defaults, defaults),
        of: "H5Aopen_by_idx", object: "\(path)")
      let name = try unsafe storedName("H5Aget_name", at: "\(path)") { buffer, size in
        unsafe H5Aget_name(handle.id, size, buffer)
      }
      attributes.append(
        Attribute(name, try attribute(handle, arrays, at: path.attribute(name), &budget)))
    }
    return attributes
  }
}
