/// Text of a table as a message shows it: in quotes, shortened, nothing in it that a terminal obeys.
struct Excerpt: CustomStringConvertible {
  static let limit = 40
  let description: String

  init(_ text: String) { self.init(Array(text.utf8.prefix(4 * Self.limit + 1))) }

  /// Bytes that are not UTF-8 are shown as U+FFFD.
  init(_ bytes: [UInt8]) {
    // A scalar is at most four bytes long, so this holds all that are shown, and one more.
    let scalars = String(decoding: bytes.prefix(4 * Self.limit + 1), as: UTF8.self).unicodeScalars
    var text = "\""
    for scalar in scalars.prefix(Self.limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        text += scalar.escaped(asASCII: true)
      default:
        text += scalar == "\"" ? "\\\"" : String(scalar)
      }
    }
    description = text + "\"" + (scalars.count > Self.limit ? "…" : "")
  }

  /// The first few of `names`, and how many more there are.
  static func list(_ names: [String], limit: Int = 5) -> String {
    let shown = names.prefix(limit).map { Excerpt($0).description }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
