import Storage

/// A text as the key of a set or a dictionary: equal to another where the two are canonically equivalent, as
/// for `String`.
///
/// The text is normalized once, when the key is made. Its bytes are hashed with a key of the process, so nobody
/// can choose texts that collide, and in a time that is proportional to their number whatever they are.
public struct TextKey: Sendable, Hashable {
  /// The most bytes that a name, a label or a level has.
  public static let nameByteLimit = 1024

  private let canonical: String

  /// The key of a text of any length.
  ///
  /// - Complexity: O(n) in the bytes; O(n log n) in a run of marks. Not copied where no character is U+0300
  ///   or above.
  public init(_ text: String) { canonical = text.canonical }

  /// The key of a name; nil where it has more than ``nameByteLimit`` bytes, which is found out first.
  public init?(name: String) {
    guard name.utf8.count <= Self.nameByteLimit else { return nil }
    self.init(name)
  }

  /// Whether the texts are canonically equivalent.
  public static func == (a: TextKey, b: TextKey) -> Bool {
    unsafe a.canonical.utf8.span.bytes.isEqual(to: b.canonical.utf8.span.bytes)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    let bytes = unsafe canonical.utf8.span.bytes
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
