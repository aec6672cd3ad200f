import HDF5Tree

// How many bytes the library will need for what a tree says, from the HDF5 File Format Specification,
// version 3.0, section IV.A ("Data Object Headers"): the header of a group is made with just this
// much room, so that nothing has to continue elsewhere in the file.

/// The bytes of a message's own header: type, size, flags.
private let messageHeader = 1 + 2 + 1

extension Group {
  /// The bytes of all messages in the group's header: link info, group info, then those that
  /// ``room`` is for.
  var headerBytes: Int { messageHeader + 18 + messageHeader + 10 + room }

  /// The bytes of the group's attribute and link messages.
  var room: Int {
    members.reduce(attributes.messageBytes) { $0 + linkMessageBytes + $1.name.utf8.count }
  }
}

/// The bytes of a link message besides its name: version, flags, length of the name, address of the
/// object.
let linkMessageBytes = messageHeader + 1 + 1 + 1 + 8

extension Dataset {
  /// The bytes of all messages in the dataset's header: dataspace, datatype, fill value, layout, then
  /// its attributes or the room that is left for them.
  var headerBytes: Int {
    messageHeader + value.spaceBytes + messageHeader + value.type.descriptionBytes
      + messageHeader + 2 + messageHeader + 18
      + (attributes.isEmpty ? messageHeader + 16 : attributes.messageBytes)
  }
}

extension [Attribute] {
  /// The bytes of the attribute messages, and of the one attribute info message before them: version,
  /// flags, two addresses.
  var messageBytes: Int {
    isEmpty ? 0 : reduce(messageHeader + 1 + 1 + 2 * 8) { $0 + $1.messageBytes }
  }
}

extension Attribute {
  /// The bytes of the attribute's message: version, flags, three sizes, character set, name with a
  /// zero byte, type, shape, value.
  var messageBytes: Int {
    messageHeader + 1 + 1 + 3 * 2 + 1 + name.utf8.count + 1 + value.type.descriptionBytes
      + value.spaceBytes + value.bytes.count
  }
}

extension Values {
  /// The bytes of a dataspace message without its header: version, rank, flags, type, then each extent
  /// twice.
  fileprivate var spaceBytes: Int { 4 + 2 * 8 * shape.count }
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
