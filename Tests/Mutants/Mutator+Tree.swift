import HDF5Tree
import MLPModel
import Storage

// Changes of what a file says: the file of such a tree is of the profile, and what is left to find is
// whether it is a model.

extension Mutator {
  /// Changes one group, dataset or attribute of the tree.
  mutating func change(_ group: inout Group) throws {
    let groups = group.members.indices.filter {
      if case .group = group.members[$0].object { true } else { false }
    }
    guard groups.isEmpty || below(3) == 0 else {
      let i = one(of: groups)
      guard case .group(var child) = group.members[i].object else { return }
      try change(&child)
      group.members[i].object = .group(child)
      return
    }
    if group.members.isEmpty || (!group.attributes.isEmpty && below(2) == 0) {
      try change(&group.attributes)
    } else {
      try changeMembers(of: &group)
    }
  }

  private mutating func changeMembers(of group: inout Group) throws {
    let i = below(group.members.count)
    let j = below(group.members.count)
    switch below(12) {
    case 0: group.members.remove(at: i)
    case 1: group.members[i].name = name()
    case 2: group.members.swapAt(i, j)
    case 3: swap(&group, i, j)
    case 4: group.members.append(group.members[i])
    case 5: group.members.append(Member(name(), group.members[i]))
    case 6: group.members.insert(Member(name(), Dataset(try values())), at: i)
    case 7:
      // Now and then too deep.
      let inner = (0..<one(of: [0, 0, 0, 33])).reduce(Group()) { inner, _ in
        Group(members: [Member("g", inner)])
      }
      group.members.insert(Member(name(), inner), at: i)
    default:
      guard case .dataset(var dataset) = group.members[i].object else {
        group.members[i].object = .dataset(Dataset(try values()))
        return
      }
      if below(6) == 0 {
        try change(&dataset.attributes)
      } else {
        dataset.value = try changed(dataset.value)
      }
      group.members[i].object = .dataset(dataset)
    }
  }

  private mutating func change(_ attributes: inout [Attribute]) throws {
    guard !attributes.isEmpty else {
      attributes.append(Attribute(name(), try values()))
      return
    }
    let i = below(attributes.count)
    switch below(8) {
    case 0: attributes.remove(at: i)
    case 1: attributes[i].name = name()
    case 2: attributes.swapAt(i, below(attributes.count))
    case 3: attributes.append(attributes[i])
    case 4: attributes.insert(Attribute(name(), try values()), at: i)
    case 5: attributes[i].value = try values()
    default: attributes[i].value = try changed(attributes[i].value)
    }
  }

  private func swap(_ group: inout Group, _ i: Int, _ j: Int) {
    let object = group.members[i].object
    group.members[i].object = group.members[j].object
    group.members[j].object = object
  }

  /// A name of the schema, or one that it doesn't know.
  private mutating func name() -> String {
    one(of: [
      "format", "schema_version", "required_features", "arithmetic_version", "identity", "input",
      "layers", "output", "verification", "provenance", "training", "names", "offset", "scale",
      "minimum", "maximum", "count", "activation", "weights", "bias", "task", "temperature",
      "labels",
      "inputs", "outputs", "tolerance", "alpha", "0", "1", "2", "01", "-1", "acme.note", "x", " ",
      "..",
      String(repeating: "n", count: 255), String(repeating: "n", count: 256), "", ".", "a/b", "é",
    ])
  }
}

extension Member {
  /// What another link leads to, under a name.
  fileprivate init(_ name: String, _ other: Member) {
    switch other.object {
    case .group(let group): self.init(name, group)
    case .dataset(let dataset): self.init(name, dataset)
    }
  }
}
