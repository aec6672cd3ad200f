/// Why a file is not of the profile: the first rule it breaks, and where.
public struct ProfileError: Error, Equatable, CustomStringConvertible {
  /// The rule that is broken.
  public let rule: Rule
  /// The object that breaks it.
  ///
  /// A path inside the file (`/layers/0/weights`), with `@name` after it for an attribute, or `file`.
  /// A name that is not printable has been refused before it can stand here.
  public let path: String
  /// Where the offending field starts, in bytes from the start of the file.
  public let offset: Int
  /// What stands there.
  public let found: String
  /// What has to stand there.
  public let expected: String

  /// One line for a person.
  public var description: String {
    "\(path): \(rule.rawValue) at byte \(offset): found \(found), expected \(expected)"
  }
}
