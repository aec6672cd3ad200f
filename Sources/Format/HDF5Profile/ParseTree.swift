import HDF5Tree
import Reserve
import Storage

/// The tree that an HDF5 file of the profile holds.
///
/// The arrays of datasets and attributes are slices of `file`; nothing but names and shapes is copied.
/// Checked is everything that HDF5 says about the arrays, and that text is text.
///
/// - Parameters:
///   - file: all bytes of the file, from its user block on, which the caller checks.
///   - limits: how large a tree may be.
/// - Returns: the root group; members and attributes are in the order of the file.
/// - Throws: the first rule that the file breaks. No bytes make it trap.
/// - Complexity: O(n) in the bytes of metadata and text; numbers are not looked at. Safe from any thread.
public func parseTree(
  _ file: ByteSlice, limits: ProfileLimits = ProfileLimits()
) throws(ProfileError) -> Group {
  try file.withBytes { bytes throws(ProfileError) in
    var parser = Parser(file: file, limits: limits)
    let root = try parser.superblock(bytes)
    let tree = try parser.root(root, bytes)
    guard parser.position == bytes.byteCount else {
      throw parser.error(
        .unusedBytes, at: parser.position, "\(bytes.byteCount - parser.position)", "none")
    }
    return tree
  }
}

/// One walk over a file, from front to back.
///
/// Each part of the grammar is an extension of it in a file of its own. A struct cannot keep a
/// `RawSpan`, so the file's bytes are passed along; offsets count from the start of the file.
struct Parser {
  /// The same bytes, to cut arrays from.
  let file: ByteSlice
  let limits: ProfileLimits
  /// The first byte that belongs to no structure yet.
  var position = 0
  /// Headers read or being read.
  var objects = 0
  /// Attributes read or being read.
  var attributeCount = 0
  /// Names from the root to the object that is being read.
  var path: [String] = []
  /// The attribute of it that is being read.
  var attribute: String?

  /// Since the walk began.
  private let reserve = ReserveWatch()

  init(file: ByteSlice, limits: ProfileLimits) {
    self.file = file
    self.limits = limits
  }
}

extension Parser {
  /// The error of the object that is being read.
  func error(
    _ rule: ProfileError.Rule, at offset: Int, _ found: String, _ expected: String
  ) -> ProfileError {
    let object = path.reduce(ObjectPath.root) { $0.member($1) }
    return ProfileError(
      rule: rule, path: attribute.map(object.attribute) ?? "\(object)", offset: offset,
      found: found, expected: expected)
  }

  /// Ends the walk where the system has no memory left: for every object, attribute and link, because the file
  /// decides how many there are.
  func checkMemory(at offset: Int) throws(ProfileError) {
    guard !reserve.isUsed else {
      throw error(.memory, at: offset, "none left", "enough for the names and shapes in the file")
    }
  }

  /// The little-endian integer at `offset`.
  @inline(__always)
  func integer<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: T.Type, at offset: Int, _ bytes: RawSpan
  ) throws(ProfileError) -> T {
    guard let value = bytes.integer(type, at: offset) else {
      throw error(
        .outsideFile, at: offset, "\(bytes.byteCount - offset) bytes",
        "\(MemoryLayout<T>.size) of an integer")
    }
    return value
  }

  /// Takes the next `count` bytes of the file for one structure.
  mutating func take(_ count: Int, _ bytes: RawSpan) throws(ProfileError) -> Range<Int> {
    let left = bytes.byteCount - position
    guard count <= left else {
      throw error(.outsideFile, at: position, "\(left) bytes", "\(count)")
    }
    let taken = position..<position + count
    position = taken.upperBound
    return taken
  }

  /// Demands that the address at `field` is where the walk has come to.
  func expectAddress(at field: Int, _ bytes: RawSpan) throws(ProfileError) {
    let address = try integer(UInt64.self, at: field, bytes)
    let here = UInt64(position - userBlockSize)
    guard address == here else {
      throw error(.address, at: field, "\(address)", "\(here), where the structure before it ends")
    }
  }

  /// Demands that the bytes at `offset` are `expected`.
  func expect(
    _ expected: [UInt8], at offset: Int, _ rule: ProfileError.Rule, _ bytes: RawSpan
  ) throws(ProfileError) {
    guard expected.count <= bytes.byteCount - offset else {
      throw error(
        .outsideFile, at: offset, "\(bytes.byteCount - offset) bytes", "\(expected.count)")
    }
    let found = bytes.extracting(offset..<offset + expected.count)
    guard found.isEqual(to: expected) else {
      throw error(rule, at: offset, found.hexadecimal, expected.hexadecimal)
    }
  }
}
