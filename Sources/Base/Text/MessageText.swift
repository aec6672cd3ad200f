extension String {
  /// The most bytes of a message, whatever is told in it.
  public static let messageByteLimit = 2048

  /// The text, ``printable``, of at most `limit` bytes: of a longer one the beginning and the end, where a message says what
  /// to do, with an ellipsis between them.
  ///
  /// - Complexity: O(`limit`).
  public func messageText(atMost limit: Int = Self.messageByteLimit) -> String {
    if utf8.count <= limit {
      let text = printable
      if text.utf8.count <= limit { return text }
    }
    let gap = " … "
    let endSize = limit / 3
    let startSize = limit - endSize - gap.utf8.count
    var start = ""
    for scalar in unicodeScalars {
      let shown = scalar.printable
      if start.utf8.count + shown.utf8.count > startSize { break }
      start += shown
    }
    var end: [String] = []
    var size = 0
    for scalar in unicodeScalars.reversed() {
      let shown = scalar.printable
      size += shown.utf8.count
      if size > endSize { break }
      end.append(shown)
    }
    return start + gap + end.reversed().joined()
  }
}
