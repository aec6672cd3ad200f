import CHDF5

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The bytes of a whole HDF5 file in memory, which is what the library calls a file image.
///
/// Never changes, so threads may share it.
@safe public final class FileImage: @unchecked Sendable {
  /// The number of bytes.
  public let count: Int

  private let memory: UnsafeMutableRawPointer

  /// Takes over `memory`, which `malloc` made; it may be longer than `count`.
  fileprivate init(_ memory: UnsafeMutableRawPointer, count: Int) {
    unsafe self.memory = memory
    self.count = count
  }

  deinit { unsafe free(memory) }

  /// Calls `body` with all the bytes.
  public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    let span = unsafe RawSpan(_unsafeStart: memory, byteCount: count)
    return try body(span)
  }
}

/// Keeps the memory of a file that the library's driver for files in memory gives back at the end.
///
/// The library's own way to the bytes, `H5Fget_file_image`, is before the file is closed, when its
/// superblock still says that it is open: releases up to 1.10.8 change that flag in the copy and not
/// the superblock's checksum, which nothing opens then.
@safe final class FileMemory {
  private var memory: UnsafeMutableRawPointer?
  private var size = 0

  deinit { unsafe free(memory) }

  /// Makes a file that is opened with `access` one in memory, which ends up here.
  ///
  /// The library holds this object until it closes the file.
  func receive(from access: borrowing Handle<SettingsKind>) throws(HDF5Error) {
    try check(H5Pset_fapl_core(access.id, 1 << 20, false), "H5Pset_fapl_core", object: "libhdf5")
    var callbacks = unsafe H5FD_file_image_callbacks_t()
    unsafe callbacks.image_realloc = { memory, count, _, keeper in
      guard let keeper = unsafe keeper, let memory = unsafe realloc(memory, count) else {
        return nil
      }
      unsafe Unmanaged<FileMemory>.fromOpaque(keeper).takeUnretainedValue().size = count
      return unsafe memory
    }
    unsafe callbacks.image_free = { memory, _, keeper in
      guard let keeper = unsafe keeper else { return -1 }
      unsafe Unmanaged<FileMemory>.fromOpaque(keeper).takeRetainedValue().memory = memory
      return 0
    }
    // No more than the pointer is copied: the reference is given up in `image_free`.
    unsafe callbacks.udata_copy = { keeper in unsafe keeper }
    unsafe callbacks.udata_free = { _ in 0 }
    unsafe callbacks.udata = Unmanaged.passRetained(self).toOpaque()
    try check(
      unsafe H5Pset_file_image_callbacks(access.id, &callbacks), "H5Pset_file_image_callbacks",
      object: "libhdf5")
  }

  /// The first `count` bytes of the file, once it is closed; they are given away.
  func image(count: Int) throws(HDF5Error) -> FileImage {
    guard let memory = unsafe memory, count <= size else {
      throw HDF5Error(
        object: "libhdf5",
        reason: .library(call: "H5Fclose", message: "\(size) bytes in memory, not \(count)"))
    }
    unsafe self.memory = nil
    return unsafe FileImage(memory, count: count)
  }
}
