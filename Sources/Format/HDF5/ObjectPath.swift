/// Where an object stands in the tree, as messages name it.
struct ObjectPath: CustomStringConvertible {
  /// `/`.
  static let root = ObjectPath(text: "")

  private let text: String

  /// The path of the group's member of that name.
  func member(_ name: String) -> ObjectPath { ObjectPath(text: "\(text)/\(name)") }

  /// The path of the object's attribute of that name, as messages write it.
  func attribute(_ name: String) -> String { "\(self)@\(name)" }

  var description: String { text.isEmpty ? "/" : text }
}
