import HDF5Tree

// How many bytes the library will need for what a tree says, from the HDF5 File Format Specification,
// version 3.0, section IV.A ("Data Object Headers"): the header of a group is made with just this
// much room, so that nothing has to continue elsewhere in the file.

extension Group {
  /// The bytes of the group's attribute and link messages.
  var headerBytes: Int {
    members.reduce(attributes.headerBytes) { $0 + linkHeaderBytes + $1.name.utf8.count }
  }
}

/// The bytes of a link message besides its name: the message's own header (4), version, flags, length
/// of the name, address of the object.
let linkHeaderBytes = 4 + 1 + 1 + 1 + 8

extension [Attribute] {
  /// The bytes of the attribute messages, and of the one attribute info message before them: the
  /// message's own header (4), version, flags, two addresses.
  var headerBytes: Int {
    isEmpty ? 0 : reduce(4 + 1 + 1 + 2 * 8) { $0 + $1.headerBytes }
  }
}

extension Attribute {
  /// The bytes of the attribute's message: its own header (4), version, flags, three sizes, character
  /// set, name with a zero byte, type, shape, value.
  var headerBytes: Int {
    4 + 1 + 1 + 3 * 2 + 1 + name.utf8.count + 1 + value.type.descriptionBytes
      + 4 + 2 * 8 * value.shape.count + value.bytes.count
  }
}

extension ElementType {
  /// The bytes of a datatype message without its header: class, flags and size (8), then what a class
  /// adds: where an integer's bits are (4), or a float's sign, exponent and fraction too (12).
  fileprivate var descriptionBytes: Int {
    switch self {
    case .float32, .float64: 8 + 12
    case .int64, .uint64: 8 + 4
    case .string: 8
    }
  }
}
