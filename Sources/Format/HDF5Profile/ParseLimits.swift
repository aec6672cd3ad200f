/// How large a tree a file may hold.
///
/// The parser's work and memory are proportional to the file's size whatever these are; they keep a
/// file from being a tree that no reader is prepared for. The members of a group and the attributes
/// of an object need no limit: they have to fit into one header of less than 64 KiB.
public struct ParseLimits: Sendable, Equatable {
  /// Groups inside each other, the root not counted: reading one inside another takes stack.
  public var depth = 32
  /// Groups and datasets in the file, the root among them: a thousand times what a large model has.
  public var objects = 131_072
  /// Bytes of a name: the most whose length takes one byte in a link.
  public var nameBytes = 255
  /// Dimensions of an array: as in HDF5 itself.
  public var dimensions = 32

  /// The limits of the format.
  public init() {}
}
