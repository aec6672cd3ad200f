/// A model that contradicts itself: what is wrong, what was found, what was expected.
public struct InvalidModel: Error, Equatable, CustomStringConvertible {
  /// The part of the model.
  public let part: ModelPart
  /// What is there.
  public let found: String
  /// What should be there.
  public let expected: String

  init(_ part: ModelPart, found: String, _ expected: String) {
    self.part = part
    self.found = found
    self.expected = expected
  }

  /// One line for a person.
  public var description: String { "\(part): found \(found), expected \(expected)" }
}
