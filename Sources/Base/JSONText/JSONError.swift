import Text

/// Why a text is not the JSON that this package takes.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Where in the text, in bytes from its start.
  public let offset: Int
  /// What is wrong there.
  public let reason: Reason

  /// What can be wrong.
  public enum Reason: Sendable, Equatable {
    /// More bytes than ``JSONLimits/bytes``.
    case size(limit: Int)
    /// Arrays and objects inside each other deeper than ``JSONLimits/depth``.
    case depth(limit: Int)
    /// More values than ``JSONLimits/values``.
    case values(limit: Int)
    /// Bytes that are no UTF-8.
    case text
    /// Something else than what has to stand here.
    case unexpected(expected: String)
    /// A name of more bytes than that.
    case name(limit: Int)
    /// A name that the same object already has.
    case duplicateName(String)
  }

  /// One line for a person.
  public var description: String {
    switch reason {
    case .size(let limit): "found more than the \(limit) bytes allowed of JSON"
    case .depth(let limit): "byte \(offset) of the JSON: found values nested deeper than \(limit)"
    case .values(let limit):
      "byte \(offset) of the JSON: found more than the \(limit) values allowed"
    case .text: "found JSON that is not UTF-8"
    case .unexpected(let expected): "byte \(offset) of the JSON: expected \(expected)"
    case .name(let limit):
      "byte \(offset) of the JSON: found a name of more than \(limit) bytes"
    case .duplicateName(let name):
      "byte \(offset) of the JSON: found the name \(Excerpt(name)) twice in one object"
    }
  }
}

/// What a parser of JSON spends on a stranger's text.
public struct JSONLimits: Sendable, Equatable {
  /// Bytes of the text.
  public var bytes = 64 << 20
  /// Arrays and objects inside each other: reading one inside another takes stack.
  public var depth = 64
  /// Values of all kinds: each takes many times its byte in memory.
  public var values = 1_000_000

  /// Limits that no description of a network comes near.
  public init() {}
}
