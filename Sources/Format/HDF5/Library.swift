import CHDF5
import Synchronization

/// The HDF5 library as this module uses it: one caller at a time, silent, without an exit handler.
enum Library {
  /// Whether the library has been started, and the lock under which every call is made: Debian's
  /// build of the library has one of its own, others have not.
  private static let started = Mutex(false)

  /// Calls `body` while nobody else is in the library through this module.
  ///
  /// The library's own printing of errors is off while `body` runs, because they are thrown; after
  /// that it is as the process had it.
  ///
  /// - Throws: ``HDF5Error/Reason/release(headers:library:)``, a library that does not start, or what
  ///   `body` throws.
  static func use<R>(_ body: () throws(HDF5Error) -> R) throws(HDF5Error) -> R {
    try started.withLock { started throws(HDF5Error) in
      if !started {
        try start()
        started = true
      }
      var report: H5E_auto2_t?
      var context: UnsafeMutableRawPointer?
      unsafe H5Eget_auto2(hid_t(H5E_DEFAULT), &report, &context)
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      defer { unsafe _ = H5Eset_auto2(hid_t(H5E_DEFAULT), report, context) }
      return try body()
    }
  }

  private static func start() throws(HDF5Error) {
    // After a failed H5Fclose, for want of memory say, the library's exit handler dies of SIGSEGV: it
    // is not to be installed, which works only before any other call. Where the host process has used
    // the library already, this call fails, and the handler stays the host's affair.
    _ = H5dont_atexit()
    var (major, minor, patch): (UInt32, UInt32, UInt32) = (0, 0, 0)
    try check(
      unsafe H5get_libversion(&major, &minor, &patch), "H5get_libversion", object: "libhdf5")
    try Release.headers.check(Release(Int(major), Int(minor), Int(patch)))
  }
}

/// A release of the library: 1.10.8.
struct Release: CustomStringConvertible {
  /// What this program was compiled against.
  static let headers = Release(
    Int(H5_VERS_MAJOR), Int(H5_VERS_MINOR), Int(H5_VERS_RELEASE))

  private let major: Int
  private let minor: Int
  private let patch: Int

  init(_ major: Int, _ minor: Int, _ patch: Int) {
    (self.major, self.minor, self.patch) = (major, minor, patch)
  }

  /// Throws where `library` has another binary interface than these headers.
  ///
  /// Within a minor release it stays the same. The library's own check would abort the process.
  func check(_ library: Release) throws(HDF5Error) {
    guard (library.major, library.minor) == (major, minor) else {
      throw HDF5Error(
        object: "libhdf5", reason: .release(headers: "\(self)", library: "\(library)"))
    }
  }

  var description: String { "\(major).\(minor).\(patch)" }
}
