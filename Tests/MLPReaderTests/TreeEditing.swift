import HDF5Tree

// Trees with one thing changed. Paths are those of messages: "/layers/0", "/layers/0@activation".

extension Group {
  /// The tree with another value for an attribute; nil takes it away.
  func with(_ path: String, _ value: Values?) throws -> Group {
    let parts = path.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    return try editing(parts[0]) { group in
      group.attributes.removeAll { $0.name == parts[1] }
      if let value { group.attributes.append(Attribute(parts[1], value)) }
    }
  }

  /// The tree with another dataset at `path`.
  func with(dataset path: String, _ value: Values) throws -> Group {
    try replacing(path) { Member($0, Dataset(value)) }
  }

  /// The tree with another group at `path`.
  func with(group path: String, _ group: Group) throws -> Group {
    try replacing(path) { Member($0, group) }
  }

  /// The tree without the member at `path`.
  func without(_ path: String) throws -> Group { try replacing(path) { _ in nil } }

  private func replacing(_ path: String, _ make: (String) -> Member?) throws -> Group {
    let parts = path.split(separator: "/").map(String.init)
    let name = try unwrap(parts.last, path)
    return try editing(parts.dropLast().joined(separator: "/")) { group in
      let place = group.members.firstIndex { $0.name == name } ?? group.members.count
      group.members.removeAll { $0.name == name }
      if let member = make(name) { group.members.insert(member, at: place) }
    }
  }

  private func editing(_ path: String, _ edit: (inout Group) -> Void) throws -> Group {
    var copy = self
    guard let name = path.split(separator: "/").first.map(String.init) else {
      edit(&copy)
      return copy
    }
    let rest = path.split(separator: "/").dropFirst().joined(separator: "/")
    let place = try unwrap(copy.members.firstIndex { $0.name == name }, path)
    let child = try unwrap(copy.group(name), path)
    copy.members[place] = Member(name, try child.editing(rest, edit))
    return copy
  }

  private func unwrap<T>(_ value: T?, _ path: String) throws -> T {
    guard let value else { throw NoSuchPath(path: path) }
    return value
  }
}

struct NoSuchPath: Error {
  let path: String
}
