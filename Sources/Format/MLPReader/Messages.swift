import Files

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// What the messages of reading and writing model files have in common.

extension FileError {
  /// The message without the file's name, which stands in front of it already.
  package var withoutPath: String {
    switch reason {
    case .system(let code):
      "cannot \(operation.rawValue) it: \(unsafe String(cString: strerror(code)))"
    case .refused(let found, let expected): "found \(found), expected \(expected)"
    }
  }
}

extension String {
  /// The text with each character that could move a terminal's cursor, begin a line or turn the
  /// direction of writing shown as `\u{…}`: names in a message come from a file.
  package var escapingControls: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
