import CHDF5

/// An identifier of the library, closed when it goes out of scope.
///
/// `Kind` says what it identifies, so that a group is not taken for a list of settings. To be used
/// inside ``Library/use(_:)``.
struct Handle<Kind: HandleKind>: ~Copyable {
  /// The library's number for it.
  let id: hid_t

  /// Takes the result of `call`, which opens or makes something.
  ///
  /// - Throws: ``HDF5Error`` where the call failed.
  init(_ id: hid_t, of call: String, object: String) throws(HDF5Error) {
    guard id >= 0 else { throw .library(call, object: object) }
    self.id = id
  }

  /// Closes it, which writes what the library has held back.
  ///
  /// - Throws: ``HDF5Error`` where that fails, for want of memory say.
  consuming func close(object: String) throws(HDF5Error) {
    let id = id
    discard self
    try check(Kind.close(id), "close", object: object)
  }

  deinit { _ = Kind.close(id) }
}

/// What a handle is of.
protocol HandleKind {
  /// Gives the identifier back to the library; negative where that fails.
  static func close(_ id: hid_t) -> herr_t
}

enum FileKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Fclose(id) }
}

enum GroupKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Gclose(id) }
}

/// A group or a dataset that was opened before it was known which.
enum ObjectKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Oclose(id) }
}

enum DatasetKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Dclose(id) }
}

enum AttributeKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Aclose(id) }
}

enum TypeKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Tclose(id) }
}

enum SpaceKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Sclose(id) }
}

enum SettingsKind: HandleKind {
  static func close(_ id: hid_t) -> herr_t { H5Pclose(id) }
}
