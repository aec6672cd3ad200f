import CHDF5
import HDF5Tree
import Storage

// Every setting that keeps a file in the profile. What each changes was read off the written bytes;
// the library's releases 1.10.8 and 2.0.0 write the same ones.

extension Handle where Kind == SettingsKind {
  /// How a file in memory is read, whatever its form.
  static func imageAccess(_ file: AlignedBytes) throws(HDF5Error) -> Handle {
    let list = try Handle(chdf5_file_access())
    try set("H5Pset_fapl_core", H5Pset_fapl_core(list.id, 1 << 16, false))
    let id = list.id
    let result = file.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { bytes in
        // The library copies the bytes, though its declaration does not say so.
        unsafe H5Pset_file_image(
          id, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
      }
    }
    try set("H5Pset_file_image", result)
    return list
  }

  /// How a file is opened that is to end up in `memory`.
  static func fileAccess(_ memory: FileMemory) throws(HDF5Error) -> Handle {
    let list = try Handle(chdf5_file_access())
    try memory.receive(from: list)
    // Superblock 2, and object headers of version 2, which have checksums.
    try set("H5Pset_libver_bounds", H5Pset_libver_bounds(list.id, H5F_LIBVER_V18, H5F_LIBVER_V18))
    // Space is taken at the end of the file as it is needed, not in blocks that are left half empty.
    try set("H5Pset_meta_block_size", H5Pset_meta_block_size(list.id, 0))
    try set("H5Pset_small_data_block_size", H5Pset_small_data_block_size(list.id, 0))
    return list
  }

  /// How a file is made whose root group is `root`.
  static func file(_ root: Group) throws(HDF5Error) -> Handle {
    let list = try Handle(chdf5_file_create())
    try set("H5Pset_userblock", H5Pset_userblock(list.id, hsize_t(userBlockSize)))
    try list.setGroup(root)
    return list
  }

  /// How `group` is made.
  static func group(_ group: Group) throws(HDF5Error) -> Handle {
    let list = try Handle(chdf5_group_create())
    try list.setGroup(group)
    return list
  }

  /// How a dataset is made.
  static func dataset() throws(HDF5Error) -> Handle {
    let list = try Handle(chdf5_dataset_create())
    try list.setObject()
    try set("H5Pset_layout", H5Pset_layout(list.id, H5D_CONTIGUOUS))
    // The data takes its place when it is written. By then the attributes have been, so that the
    // header could still grow at the end of the file.
    try set("H5Pset_alloc_time", H5Pset_alloc_time(list.id, H5D_ALLOC_TIME_LATE))
    // Everything is written, so there is nothing to fill.
    try set("H5Pset_fill_time", H5Pset_fill_time(list.id, H5D_FILL_TIME_NEVER))
    // The header gets no room for attributes in advance (it would stay empty in most datasets).
    try set("H5Pset_dset_no_attrs_hint", H5Pset_dset_no_attrs_hint(list.id, true))
    return list
  }

  private init(_ list: hid_t) throws(HDF5Error) {
    try self.init(H5Pcreate(list), of: "H5Pcreate", object: "libhdf5")
  }

  private borrowing func setGroup(_ group: Group) throws(HDF5Error) {
    try setObject()
    // From the 9th link on the library would go over to a heap and a B-tree.
    try Self.set("H5Pset_link_phase_change", H5Pset_link_phase_change(id, 65535, 0))
    // Room in the header for all that will come, or it would go to continuation blocks between the
    // group's members. The library takes a number of links and a length of their names: one link
    // with a name of this length needs as much as all attributes and links do.
    let room = group.room
    try Self.set(
      "H5Pset_est_link_info",
      room == 0
        ? H5Pset_est_link_info(id, 0, 0)
        : H5Pset_est_link_info(id, 1, UInt32(room - linkMessageBytes)))
  }

  private borrowing func setObject() throws(HDF5Error) {
    // The same tree is to make the same file at any time.
    try Self.set("H5Pset_obj_track_times", H5Pset_obj_track_times(id, false))
    // From the 9th attribute on the library would go over to a heap and a B-tree.
    try Self.set("H5Pset_attr_phase_change", H5Pset_attr_phase_change(id, 65535, 0))
  }

  private static func set(_ call: String, _ result: herr_t) throws(HDF5Error) {
    try check(result, call, object: "libhdf5")
  }
}
