import HDF5Profile
import HDF5Tree
import MLPReader
import MLPSchema
import Storage

/// What the reader says of some bytes.
public enum Verdict {
  /// The bytes are a model file.
  case admitted(ModelFile)
  /// They are none: which rule they break.
  case refused(rule: String)
}

/// What must never be: a reader that contradicts itself, or says too little.
public struct Finding: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// Reads `bytes` as a program would, and holds the answer against what is promised of it.
///
/// - Throws: ``Finding``.
public func verdict(on bytes: [UInt8]) throws -> Verdict {
  let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
  let file: ModelFile
  do throws(ReadError) {
    file = try readModel(bytes: block, name: "m.h5")
  } catch {
    try check(error, byteCount: bytes.count)
    return .refused(rule: error.reason.rule)
  }
  // One tree has one form, so nothing is in the file that is not in the tree.
  let form = sealed(Image(file.tree).bytes)
  guard form == bytes else {
    let place = zip(form, bytes).enumerated().first { $1.0 != $1.1 && $0 >= 16 }?.offset ?? 0
    throw Finding("byte \(place) of a file that was read is not that of its tree's one form")
  }
  let tree = try encodeModel(file.model)
  guard try encodeModel(try decodeModel(tree)) == tree else {
    throw Finding("a model was read that is not written as it was")
  }
  return .admitted(file)
}

/// An error is one printable line, about a place in the file.
private func check(_ error: ReadError, byteCount: Int) throws {
  let text = error.description
  guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
    throw Finding("an error has control characters: \(text.debugDescription)")
  }
  guard 0...byteCount ~= error.offset ?? 0 else {
    throw Finding("an error is about a place outside the file: \(text)")
  }
}

/// The identity that a file states made to be its model's; nil where the reader refuses the file.
public func identified(_ bytes: [UInt8]) throws -> [UInt8]? {
  guard case .admitted(let file) = try verdict(on: bytes),
    let place = file.tree.attribute("identity")?.value.bytes.range, place.count >= 64
  else { return nil }
  let identity = ModelIdentity(
    of: file.model, arithmeticVersion: file.header.arithmeticVersion)
  var image = Image(bytes: bytes)
  image.set(place.lowerBound, Array(identity.description.utf8))
  image.repairChecksums()
  return sealed(image.bytes)
}

extension ReadError.Reason {
  /// The rule that is broken, such as `profile address`.
  public var rule: String {
    switch self {
    case .file: "file"
    case .seal(let error): "seal \(error.rule)"
    case .profile(let error): "profile \(error.rule)"
    case .schema(let error): "schema \(error.rule)"
    case .identity: "identity"
    }
  }

  /// Every rule that bytes in memory can break.
  public static var rules: [String] {
    // Text is the profile's affair, and memory the machine's.
    SealError.rules.map { "seal \($0)" }
      + ProfileError.Rule.allCases.filter { $0 != .memory }.map { "profile \($0)" }
      + SchemaRule.allCases.filter { $0 != .text && $0 != .memory }.map { "schema \($0)" }
  }
}

extension SealError {
  fileprivate static let rules = [
    "empty", "notHDF5", "noUserBlock", "unsealed", "otherUserBlock", "savedAnew", "version",
    "length", "truncated", "extraBytes", "stale", "reserved",
  ]

  fileprivate var rule: String {
    switch self {
    case .empty: "empty"
    case .notHDF5: "notHDF5"
    case .noUserBlock: "noUserBlock"
    case .unsealed: "unsealed"
    case .otherUserBlock: "otherUserBlock"
    case .savedAnew: "savedAnew"
    case .version: "version"
    case .length: "length"
    case .truncated: "truncated"
    case .extraBytes: "extraBytes"
    case .stale: "stale"
    case .reserved: "reserved"
    }
  }
}
