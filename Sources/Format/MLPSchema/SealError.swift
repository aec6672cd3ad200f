/// Why a file is not sealed, or not as it was sealed.
public enum SealError: Error, Equatable, Sendable {
  /// The file has no bytes.
  case empty
  /// There is no HDF5 signature where HDF5 may have one.
  case notHDF5
  /// HDF5 that begins at byte 0, where a model file has its seal.
  case noUserBlock
  /// HDF5 behind a user block that is zero, as a tool leaves it that cannot seal.
  case unsealed
  /// HDF5 behind a user block that is no seal.
  case otherUserBlock
  /// HDF5 that is whole behind the seal of a file of another length: a tool saved the file anew and kept
  /// its user block.
  case savedAnew
  /// A seal of a version that this reader doesn't know.
  case version(UInt32)
  /// The seal states a file shorter than itself.
  case length(UInt64)
  /// The file ends before it should; `expected` is the seal's own size where the length is missing.
  case truncated(expected: UInt64, found: Int)
  /// The file goes on after its end.
  case extraBytes(expected: UInt64, found: Int)
  /// The bytes are not those that were sealed.
  case stale
  /// The part of the block that is to be zero is not.
  case reserved

  /// Where in the file, in bytes from its start; nil where it is about the whole.
  public var offset: Int? {
    switch self {
    case .noUserBlock, .unsealed, .otherUserBlock: 0
    case .version: 8
    case .stale: 12
    case .length, .savedAnew: 16
    case .reserved: 24
    case .empty, .notHDF5, .truncated, .extraBytes: nil
    }
  }

  /// What is there.
  public var found: String {
    switch self {
    case .empty: "an empty file"
    case .notHDF5: "a file that is not HDF5"
    case .noUserBlock, .unsealed: "an HDF5 file without a seal"
    case .otherUserBlock: "an HDF5 file with something else for a seal"
    case .savedAnew: "the seal of a file of another length"
    case .version(let version): "seal version \(version)"
    case .length(let length): "a sealed length of \(length) bytes"
    case .truncated(_, let found), .extraBytes(_, let found): "\(found) bytes"
    case .stale: "other bytes than were sealed"
    case .reserved: "a byte that is not zero"
    }
  }

  /// What should be there.
  public var expected: String {
    switch self {
    case .empty, .notHDF5, .noUserBlock, .unsealed, .otherUserBlock: "a model file"
    case .version: "\(Seal.version)"
    case .savedAnew: "this file's"
    case .length: "\(Seal.byteCount) or more"
    case .truncated(let expected, let found): found < 24 ? "\(expected) or more" : "\(expected)"
    case .extraBytes(let expected, _): "\(expected)"
    case .stale: "the sum that the seal states"
    case .reserved: "zero up to byte \(Seal.byteCount)"
    }
  }

  /// What to do about it; nil where only the file's maker can help.
  public var hint: String? {
    switch self {
    case .notHDF5: "give a file that mlp-export or mlp-train wrote"
    case .noUserBlock, .otherUserBlock, .savedAnew:
      "mlp-export makes a model file of it, if it is one that another tool saved"
    case .unsealed: "mlp-export seals it, if it is a model"
    case .version: "update this program: the file is newer"
    case .empty, .truncated, .extraBytes: "copy the file again"
    case .stale: "copy the file again: it is damaged or was edited"
    case .length, .reserved: nil
    }
  }
}

extension SealError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    let what =
      switch self {
      case .truncated: "truncated: "
      case .extraBytes: "bytes after the end: "
      case .stale: "stale seal: "
      default: offset.map { "byte \($0): " } ?? ""
      }
    return "\(what)found \(found), expected \(expected)"
  }
}
