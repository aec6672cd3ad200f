import HDF5Profile
import HDF5Tree
import Mutants
import Testing

/// A way to break a rule, and where the parser has to say so.
struct Breach: Sendable, CustomTestStringConvertible {
  let rule: ProfileError.Rule
  let what: String
  let path: String
  var limits = ProfileLimits()
  let image: @Sendable () throws -> Image

  var testDescription: String { "\(rule): \(what)" }

  /// A file whose bytes are changed after it has been laid out; checksums are made to match.
  init(
    _ rule: ProfileError.Rule, _ what: String, in path: String, repaired: Bool = true,
    of tree: @escaping @Sendable () throws -> Group = Trees.least,
    bytes: @escaping @Sendable (inout Image) throws -> Void
  ) {
    self.rule = rule
    self.what = what
    self.path = path
    image = {
      var image = Image(try tree())
      try bytes(&image)
      if repaired { image.repairChecksums() }
      return image
    }
  }

  /// A file whose object `path` has other messages.
  init(
    _ rule: ProfileError.Rule, _ what: String, in path: String, errorIn errorPath: String? = nil,
    of tree: @escaping @Sendable () throws -> Group = Trees.least,
    block: @escaping @Sendable (Block) throws -> Void
  ) {
    self.rule = rule
    self.what = what
    self.path = errorPath ?? path
    image = {
      let root = encode(try tree(), "")
      try block(try #require(root.block(path)))
      return Image(root)
    }
  }

  /// A file of the profile that is larger than a limit.
  init(
    _ rule: ProfileError.Rule, _ what: String, in path: String,
    limit: @escaping @Sendable (inout ProfileLimits) -> Void = { _ in },
    tree: @escaping @Sendable () throws -> Group
  ) {
    self.rule = rule
    self.what = what
    self.path = path
    limit(&limits)
    image = { Image(try tree()) }
  }

  /// A message whose contents are changed at `offset`.
  static func contents(
    _ rule: ProfileError.Rule, _ what: String, in path: String, error errorPath: String? = nil,
    of kind: UInt8, at offset: Int, _ new: [UInt8]
  ) -> Breach {
    Breach(rule, what, in: path, errorIn: errorPath) { block in
      let i = try #require(block.index(of: kind))
      block.messages[i].body.replaceSubrange(offset..<offset + new.count, with: new)
    }
  }

  /// A message with other contents.
  static func contents(
    _ rule: ProfileError.Rule, _ what: String, in path: String, error errorPath: String? = nil,
    of kind: UInt8, _ new: [UInt8]
  ) -> Breach {
    Breach(rule, what, in: path, errorIn: errorPath) { block in
      block.messages[try #require(block.index(of: kind))].body = new
    }
  }
}
