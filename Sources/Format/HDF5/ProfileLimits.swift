/// What a tree may have to fit into the profile.
public enum ProfileLimits {
  /// Bytes that the attributes and links of an object take in its header.
  ///
  /// The header starts as one free message, whose size is a 16-bit number; the library's own messages
  /// and a margin take the other KiB. A larger attribute would silently move to a fractal heap.
  public static let headerBytes = 64_512

  /// Bytes of a name: its length takes one byte.
  public static let nameBytes = 255

  /// Dimensions of an array: the format's own limit.
  public static let rank = 32

  /// Bytes of one string.
  public static let stringBytes = Int(Int32.max)

  /// Groups inside each other below the root: readers recurse.
  public static let depth = 32
}
