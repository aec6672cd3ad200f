/// What is wrong with a gzip stream.
public enum GzipError: Error, Equatable, CustomStringConvertible {
  /// It ends inside a member.
  case truncated
  /// A header, the compressed data or a checksum is wrong.
  case damaged
  /// Something other than a member or zero bytes follows a member.
  case trailingBytes
  /// There is no memory for the window.
  case outOfMemory

  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .truncated:
      "found the end inside compressed data, expected the rest: the file was cut off; get it again whole"
    case .damaged:
      "found damaged gzip data, expected what its checksum says; get it again (gzip -t tells)"
    case .trailingBytes:
      "found other bytes after gzip data, expected its end or more gzip data; take them away"
    case .outOfMemory:
      "found no memory to decompress gzip data in"
    }
  }
}
