/// How large a tree the profile of HDF5 that model files have may hold.
///
/// The writer refuses more before it touches a file, the parser before it takes memory for it;
/// SCHEMA.md states the same numbers. A writer's work and a parser's are proportional to the file's
/// size whatever these are: they keep a file from being one that no reader is prepared for.
public struct ProfileLimits: Sendable, Equatable {
  /// Groups inside each other, the root not counted: reading one inside another takes stack.
  public var depth = 32
  /// Groups and datasets, the root among them: many times what a large model has.
  public var objects = 131_072
  /// Attributes of all objects: as many again.
  ///
  /// One takes 28 bytes of a file and several times that in memory, so without a limit a file could
  /// ask for much more memory than its size suggests.
  public var attributes = 131_072
  /// Bytes of the messages in an object's header, its attributes and links among them: as many as the
  /// two bytes of their size can state, so that a parser cannot meet more.
  public var headerBytes = 65_535
  /// Bytes of a name: its length takes one byte in a link.
  public var nameBytes = 255
  /// Dimensions of an array: as in HDF5 itself.
  public var dimensions = 32
  /// Bytes of one string: NumPy before version 2 counts them in 32 bits with a sign.
  public var stringBytes = 2_147_483_647

  /// The limits of the format.
  public init() {}
}
