/// Text of a file or a command line as a message shows it: in quotes, ``Swift/String/printable``, and
/// cut with an ellipsis behind the quotes where it is long.
public struct Excerpt: Sendable, CustomStringConvertible {
  /// The text in its quotes.
  public let description: String

  /// The first `limit` characters (Unicode scalars) of `text`.
  public init(_ text: String, limit: Int = 40) {
    let scalars = text.unicodeScalars
    let shown = scalars.prefix(limit)
    description =
      shown.reduce(into: "\"") { $0 += $1 == "\"" ? "\\\"" : $1.printable }
      + (shown.endIndex < scalars.endIndex ? "\"…" : "\"")
  }

  /// The first few of `names`, and how many more there are.
  public static func list(_ names: [String], limit: Int = 5) -> String {
    let shown = names.prefix(limit).map { Excerpt($0).description }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
