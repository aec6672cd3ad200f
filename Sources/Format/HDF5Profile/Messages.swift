import Storage

// A message: 1 byte kind, 2 bytes size, 1 byte flags, then as many bytes as the size says.

/// The messages of a header that are still to be read.
typealias Messages = Range<Int>

extension Parser {
  /// The kind of the next message, by its number; nil at the end of the header.
  func nextKind(_ messages: Messages, _ bytes: RawSpan) -> UInt8? {
    messages.isEmpty ? nil : bytes.integer(UInt8.self, at: messages.lowerBound)
  }

  /// Takes the next message, which has to be of `kind`.
  ///
  /// - Parameter size: how long it has to be; nil where that depends on its contents.
  /// - Returns: the bytes of its contents.
  func next(
    _ kind: MessageKind, size: Int? = nil, of messages: inout Messages, _ bytes: RawSpan
  ) throws(ProfileError) -> Range<Int> {
    let start = messages.lowerBound
    let number = nextKind(messages, bytes)
    guard number == kind.rawValue else {
      throw error(.messageKind, at: start, MessageKind.name(number), "a \(kind) message")
    }
    guard messages.count >= 4 else {
      throw error(
        .messageSize, at: start, "\(messages.count) bytes left in the header", "4 or more")
    }
    let count = Int(try integer(UInt16.self, at: start + 1, bytes))
    let flags = try integer(UInt8.self, at: start + 3, bytes)
    guard flags == kind.flags else {
      throw error(
        .messageFlags, at: start + 3, "\(flags) in a \(kind) message", "\(kind.flags)")
    }
    guard count == size ?? count, count <= messages.count - 4 else {
      throw error(
        .messageSize, at: start + 1, "\(count) bytes of a \(kind) message",
        size.map(String.init) ?? "at most \(messages.count - 4), the rest of the header")
    }
    let end = start + 4 + count
    messages = end..<messages.upperBound
    return start + 4..<end
  }

  /// Takes the next message, which has to be of `kind` and to say exactly `contents`.
  func next(
    _ kind: MessageKind, _ contents: [UInt8], _ rule: ProfileError.Rule,
    of messages: inout Messages, _ bytes: RawSpan
  ) throws(ProfileError) {
    let body = try next(kind, size: contents.count, of: &messages, bytes)
    try expect(contents, at: body.lowerBound, rule, bytes)
  }
}
