import CHDF5
import HDF5Tree

/// What the elements of an array in a foreign file are, and how to have the library give them.
enum StoredForm {
  /// Numbers, converted to that type of ours by that type of the library's.
  case numbers(ElementType, memoryType: hid_t)
  /// Strings that all take `width` bytes, filled up in some way.
  case text(width: Int, padding: H5T_str_t)
  /// Strings that lie elsewhere in the file, each as long as it is.
  case variableText
  /// Two bytes each that are the upper half of a float32.
  case bfloat16

  /// The form of `type`.
  ///
  /// - Throws: ``HDF5Error``.
  init(
    of type: borrowing Handle<TypeKind>, _ arrays: ForeignArrays, at path: String
  ) throws(HDF5Error) {
    if H5Tget_class(type.id) == H5T_STRING {
      let width = H5Tget_size(type.id)
      guard 1...limits.stringBytes ~= width else {
        throw HDF5Error(object: path, reason: .stringBytes(width))
      }
      self =
        H5Tis_variable_str(type.id) != 0
        ? .variableText : .text(width: width, padding: H5Tget_strpad(type.id))
      return
    }
    for (stored, memory, element) in Self.numbers() where H5Tequal(type.id, stored) > 0 {
      self = .numbers(element, memoryType: memory)
      return
    }
    guard arrays == .ofAnyWidth, let form = Self.widened(type) else {
      throw HDF5Error(object: path, reason: .elementType(describe(type)))
    }
    self = form
  }

  /// The narrowest form of ours that holds numbers of `type` exactly; nil where there is none.
  private static func widened(_ type: borrowing Handle<TypeKind>) -> StoredForm? {
    let size = H5Tget_size(type.id)
    switch H5Tget_class(type.id) {
    case H5T_FLOAT where size < 4: return .numbers(.float32, memoryType: chdf5_float32le())
    case H5T_INTEGER where size <= 8:
      return H5Tget_sign(type.id) == H5T_SGN_NONE
        ? .numbers(.uint64, memoryType: chdf5_uint64le())
        : .numbers(.int64, memoryType: chdf5_int64le())
    case H5T_OPAQUE where size == 2: return .bfloat16
    default: return nil
    }
  }

  /// What each element takes in memory while the library gives it: a pointer, where it lies elsewhere.
  var byteCount: Int {
    switch self {
    case .numbers(let type, _): type.byteCount
    case .text(let width, _): width
    case .variableText: MemoryLayout<Int>.size
    case .bfloat16: MemoryLayout<Float>.size
    }
  }

  private static func numbers() -> [(stored: hid_t, memory: hid_t, ElementType)] {
    [
      (chdf5_float32le(), chdf5_float32le(), .float32),
      (chdf5_float32be(), chdf5_float32le(), .float32),
      (chdf5_float64le(), chdf5_float64le(), .float64),
      (chdf5_float64be(), chdf5_float64le(), .float64),
      (chdf5_int64le(), chdf5_int64le(), .int64), (chdf5_int64be(), chdf5_int64le(), .int64),
      (chdf5_uint64le(), chdf5_uint64le(), .uint64),
      (chdf5_uint64be(), chdf5_uint64le(), .uint64),
    ]
  }
}

/// A type for a message: "integers of 32 bits".
private func describe(_ type: borrowing Handle<TypeKind>) -> String {
  let bits = 8 * H5Tget_size(type.id)
  return switch H5Tget_class(type.id) {
  case H5T_INTEGER: "integers of \(bits) bits"
  case H5T_FLOAT: "floats of \(bits) bits"
  case H5T_ENUM: "enumerated"
  case H5T_COMPOUND: "compound"
  case H5T_REFERENCE: "references"
  case H5T_VLEN: "sequences"
  case H5T_ARRAY: "arrays"
  case H5T_OPAQUE: "opaque"
  default: "of no type that is known here"
  }
}
