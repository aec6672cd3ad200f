/// Where an object stands in a tree, as messages name it: `/`, `/layers/0`.
public struct ObjectPath: Sendable, CustomStringConvertible {
  /// The root group, `/`.
  public static let root = ObjectPath(names: "")

  /// Empty for the root.
  private let names: String

  /// The member of that name of the group that stands here.
  public func member(_ name: String) -> ObjectPath { ObjectPath(names: "\(names)/\(name)") }

  /// The attribute of that name of the object that stands here: `/layers/0@activation`.
  public func attribute(_ name: String) -> String { "\(self)@\(name)" }

  /// The path as text.
  public var description: String { names.isEmpty ? "/" : names }
}
