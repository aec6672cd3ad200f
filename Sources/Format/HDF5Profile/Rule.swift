extension ProfileError {
  /// The rules of the profile, one case for each way to break them.
  ///
  /// The raw value is what a message to a person calls it.
  public enum Rule: String, Sendable, CaseIterable {
    // MARK: The file

    /// There are fewer bytes than a user block and a superblock take.
    case fileSize = "file size"
    /// The user block starts with the HDF5 signature: a library would read another file from there.
    case userBlock = "user block"
    /// No HDF5 signature behind the user block.
    case superblockSignature = "HDF5 signature"
    /// A superblock of another version.
    case superblockVersion = "superblock version"
    /// The superblock's checksum does not match.
    case superblockChecksum = "superblock checksum"
    /// Addresses or lengths that are not 8 bytes wide.
    case addressSize = "size of addresses and lengths"
    /// A file that was not closed.
    case consistencyFlags = "consistency flags"
    /// Addresses that do not count from the superblock.
    case baseAddress = "base address"
    /// A superblock extension.
    case superblockExtension = "superblock extension"
    /// The end that the superblock states is not the file's: it was cut off, or something follows.
    case endOfFile = "end of file"
    /// A structure that reaches past the end of the file.
    case outsideFile = "structure past the end of the file"
    /// Bytes behind the last structure.
    case unusedBytes = "bytes behind the last structure"
    /// An address that is not where the structure before it ends: a cycle, a second link to an
    /// object, shared data, an overlap, a hole.
    case address = "address"

    // MARK: Object headers

    /// No object header.
    case headerSignature = "object header signature"
    /// An object header of another version.
    case headerVersion = "object header version"
    /// Times, creation orders, no attribute phase change, or a size wider than it need be.
    case headerFlags = "object header flags"
    /// Another attribute phase change.
    case attributePhaseChange = "attribute phase change"
    /// The checksum of an object header does not match.
    case headerChecksum = "object header checksum"

    // MARK: Messages

    /// A message of another kind than has to stand there.
    case messageKind = "kind of message"
    /// Flags of a message other than the HDF5 library's.
    case messageFlags = "message flags"
    /// A message that reaches past its header, or is longer or shorter than its contents.
    case messageSize = "message size"
    /// Links in a heap, or creation orders.
    case linkInfo = "link info message"
    /// Another link phase change.
    case groupInfo = "group info message"
    /// Attributes in a heap, or creation orders.
    case attributeInfo = "attribute info message"
    /// A fill value, or another time to allocate or fill.
    case fillValue = "fill value message"
    /// A NIL message whose bytes are not zero.
    case nilMessage = "NIL message"
    /// A link that is not a hard link with an ASCII name.
    case link = "link message"
    /// An attribute message of another version, shared, or with a name in another encoding.
    case attribute = "attribute message"
    /// A dataspace message of another version, or a null dataspace.
    case dataspace = "dataspace message"
    /// A dimension without elements, or more bytes than can be addressed.
    case extent = "extent"
    /// An array that can grow.
    case maximumExtent = "maximum extent"
    /// An element type that is none of the five.
    case datatype = "datatype message"
    /// Strings of no bytes, or of more than the limit.
    case stringBytes = "bytes of a string"
    /// Text that is not UTF-8, or has a zero byte before its end.
    case text = "text"
    /// A layout other than contiguous.
    case layout = "data layout message"
    /// Data of another size than shape and type call for.
    case dataSize = "size of the data"

    // MARK: Names and counts

    /// A name that is empty, ".", not printable ASCII, or has a slash in it.
    case name = "name"
    /// A name longer than the limit.
    case nameBytes = "bytes of a name"
    /// Two members of a group, or two attributes of an object, of one name.
    case duplicateName = "name used twice"
    /// Groups nested deeper than the limit.
    case depth = "depth of groups"
    /// More objects than the limit.
    case objects = "number of objects"
    /// More attributes than the limit, in the whole file.
    case attributes = "number of attributes"
    /// More dimensions than the limit.
    case dimensions = "number of dimensions"

    // MARK: Memory

    /// The file may be as it should, but the system has no memory left to hold what is in it.
    case memory = "memory"
  }
}
