/// Where a model came from: facts in an explicit order, none of which changes what the model computes.
public struct Provenance: Sendable, Equatable {
  /// The facts, in the order they were recorded; keys are unique.
  public var entries: [Entry]

  /// A provenance of those facts.
  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  /// One fact.
  public struct Entry: Sendable, Equatable {
    /// What it is about, in lower_snake_case; a third party's key carries a prefix and a dot.
    public let key: String
    /// What it says.
    public let value: Value

    /// A fact.
    public init(_ key: String, _ value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a fact.
  public enum Value: Sendable, Equatable {
    /// Text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case number(Double)
  }

  /// The value of the fact of that key.
  public subscript(key: String) -> Value? { entries.first { $0.key == key }?.value }
}

extension Provenance.Value: CustomStringConvertible {
  /// The value as text.
  public var description: String {
    switch self {
    case .text(let text): text
    case .integer(let integer): integer.description
    case .number(let number): number.description
    }
  }
}
