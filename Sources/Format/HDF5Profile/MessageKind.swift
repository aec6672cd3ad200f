/// The kinds of messages that an object header of the profile may hold, by their numbers in HDF5.
enum MessageKind: UInt8 {
  case `nil` = 0
  case dataspace = 1
  case linkInfo = 2
  case datatype = 3
  case fillValue = 5
  case link = 6
  case layout = 8
  case groupInfo = 10
  case attribute = 12
  case attributeInfo = 21

  /// The flags that the HDF5 library gives messages of this kind.
  ///
  /// 1: it never changes; 4: it is never shared.
  var flags: UInt8 {
    switch self {
    case .datatype, .fillValue, .groupInfo: 1
    case .attributeInfo: 4
    case .nil, .dataspace, .linkInfo, .link, .layout, .attribute: 0
    }
  }
}

extension MessageKind: CustomStringConvertible {
  /// The name of the kind for a message to a person.
  var description: String {
    switch self {
    case .nil: "NIL"
    case .dataspace: "dataspace"
    case .linkInfo: "link info"
    case .datatype: "datatype"
    case .fillValue: "fill value"
    case .link: "link"
    case .layout: "data layout"
    case .groupInfo: "group info"
    case .attribute: "attribute"
    case .attributeInfo: "attribute info"
    }
  }

  /// What to call any message there is; nil is the end of the header.
  static func name(_ number: UInt8?) -> String {
    guard let number else { return "the end of the header" }
    if let kind = MessageKind(rawValue: number) { return "a \(kind) message" }
    return switch number {
    case 4: "an old fill value message (4)"
    case 7: "an external data files message (7)"
    case 11: "a filter pipeline message (11)"
    case 13: "an object comment message (13)"
    case 14, 18: "a modification time message (\(number))"
    case 15: "a shared message table message (15)"
    case 16: "a continuation message (16)"
    case 17: "a symbol table message (17)"
    case 19: "a B-tree settings message (19)"
    case 20: "a driver info message (20)"
    case 22: "a reference count message (22)"
    default: "a message of the unknown kind \(number)"
    }
  }
}
