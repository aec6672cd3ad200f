import Text

/// A rule of SCHEMA.md that a tree or a model breaks.
public enum SchemaRule: String, Sendable, CaseIterable {
  /// The root's `format` says that this is a model file.
  case format
  /// `schema_version` is 1 or more.
  case schemaVersion
  /// `schema_version` is one that this reader knows.
  case schemaVersionKnown
  /// `arithmetic_version` is 1 or more.
  case arithmeticVersion
  /// `arithmetic_version` is one that this reader knows.
  case arithmeticVersionKnown
  /// Every entry of `required_features` is one that this reader knows.
  case requiredFeature
  /// A part that `required_features` stands for is there where it is named, and nowhere else.
  case requiredPart
  /// `identity` is 64 lower-case hexadecimal digits.
  case identity
  /// What the schema requires is there.
  case presence
  /// Groups are where groups belong and datasets where datasets belong.
  case kind
  /// Element types are the schema's.
  case type
  /// Shapes are the schema's.
  case shape
  /// Text is UTF-8 without U+0000.
  case text
  /// Nothing is larger than `Limits` allows.
  case limit
  /// `activation` is a tag of the schema.
  case activation
  /// `task` is a task of the schema.
  case task
  /// `unknown` is a policy of the schema.
  case unknownLevel
  /// A minimum and a maximum are there for all features or for none, in this order.
  case range
  /// The texts of missing values are in the one form that they have.
  case missing
  /// A list's group holds `count` groups, `0` to `count` - 1, and nothing else.
  case list
  /// The parts make one consistent model.
  case model
  /// There is memory for it.
  case memory
}

/// Why a tree is not a model file, or a model cannot be written as one.
public struct SchemaError: Error, Equatable, CustomStringConvertible {
  /// The rule that is broken.
  public let rule: SchemaRule
  /// Where: an object's path, `@` and an attribute's name behind it.
  public let place: String
  /// What is there.
  public let found: String
  /// What should be there.
  public let expected: String

  init(_ rule: SchemaRule, at place: String, found: String, expected: String) {
    self.rule = rule
    self.place = place
    self.found = found
    self.expected = expected
  }

  /// What to do about it; nil where only the file's maker can help.
  public var hint: String? {
    switch rule {
    case .format: SealError.notHDF5.hint
    case .schemaVersionKnown, .arithmeticVersionKnown, .requiredFeature:
      "update this program: the file is newer"
    default: nil
    }
  }

  /// One line; text from the file stands in it as it is, so a caller who prints it escapes it.
  public var description: String { "\(place): found \(found), expected \(expected)" }
}

/// `text` as a message shows it: a tag or an identity whole, a document cut.
func quoted(_ text: String) -> String { Excerpt(text, limit: 80).description }
