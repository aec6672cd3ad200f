import Storage

/// A model that contradicts itself: what is wrong, what was found, what was expected.
public struct InvalidModel: Error, Equatable, CustomStringConvertible {
  /// The part of the model.
  public let part: ModelPart
  /// What is there.
  public let found: String
  /// What should be there.
  public let expected: String

  /// Whether the model may be as it should, and there was no memory to find out.
  public let isLackOfMemory: Bool

  init(_ part: ModelPart, found: String, _ expected: String) {
    self.part = part
    self.found = found
    self.expected = expected
    isLackOfMemory = false
  }

  /// There was no memory to check a part.
  init(_ part: ModelPart, _ error: OutOfMemory) {
    self.part = part
    found = error.description
    expected = "enough memory"
    isLackOfMemory = true
  }

  /// One line for a person.
  public var description: String { "\(part): found \(found), expected \(expected)" }
}
