import HDF5Tree

// What the profile cannot hold is refused here, before a file is touched. The library would refuse
// some of it late, and write the rest in structures that the strict parser does not know.

/// How large a tree is written.
let limits = ProfileLimits()

extension Group {
  /// Throws for the first thing, depth first, that is outside the profile.
  func checkProfile() throws(HDF5Error) {
    try checkProfile(at: .root, depth: 0)
    // Counted last, because that takes stack as the groups are deep.
    let (objects, attributes) = counts
    guard objects <= limits.objects else {
      throw HDF5Error(object: "/", reason: .objects(objects))
    }
    guard attributes <= limits.attributes else {
      throw HDF5Error(object: "/", reason: .attributes(attributes))
    }
  }

  /// The group with all groups and datasets in it, and the attributes of them all.
  private var counts: (objects: Int, attributes: Int) {
    members.reduce((1, attributes.count)) { sum, member in
      let (objects, attributes) =
        switch member.object {
        case .group(let group): group.counts
        case .dataset(let dataset): (1, dataset.attributes.count)
        }
      return (sum.0 + objects, sum.1 + attributes)
    }
  }

  private func checkProfile(at path: ObjectPath, depth: Int) throws(HDF5Error) {
    guard depth <= limits.depth else {
      throw HDF5Error(object: "\(path)", reason: .depth)
    }
    try attributes.checkProfile(at: path)
    try checkNames(members.map(\.name), at: path)
    try checkHeader(headerBytes, at: "\(path)")
    for member in members {
      let path = path.member(member.name)
      switch member.object {
      case .group(let group): try group.checkProfile(at: path, depth: depth + 1)
      case .dataset(let dataset):
        try dataset.value.checkProfile(at: "\(path)")
        try dataset.attributes.checkProfile(at: path)
        try checkHeader(dataset.headerBytes, at: "\(path)")
      }
    }
  }
}

extension [Attribute] {
  fileprivate func checkProfile(at path: ObjectPath) throws(HDF5Error) {
    try checkNames(map(\.name), at: path)
    for attribute in self {
      let path = path.attribute(attribute.name)
      try attribute.value.checkProfile(at: path)
      try checkHeader(attribute.messageBytes, at: path)
    }
  }
}

extension Values {
  fileprivate func checkProfile(at path: String) throws(HDF5Error) {
    if case .string(let byteCount) = type,
      byteCount < 1 || byteCount > limits.stringBytes
    {
      throw HDF5Error(object: path, reason: .stringBytes(byteCount))
    }
    guard shape.count <= limits.dimensions else {
      throw HDF5Error(object: path, reason: .dimensions(shape.count))
    }
    guard !shape.contains(0) else {
      throw HDF5Error(object: path, reason: .noElements(shape: shape))
    }
    if case .string = type, texts == nil {
      throw HDF5Error(object: path, reason: .text)
    }
  }
}

/// Throws where a name is none of the profile, or two are the same.
func checkNames(_ names: [String], at path: ObjectPath) throws(HDF5Error) {
  var seen: Set<String> = []
  for name in names {
    let isPrintable = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
    guard isPrintable, 1...limits.nameBytes ~= name.utf8.count, name != "." else {
      throw HDF5Error(object: "\(path)", reason: .name(name))
    }
    guard seen.insert(name).inserted else {
      throw HDF5Error(object: "\(path)", reason: .duplicateName(name))
    }
  }
}

private func checkHeader(_ byteCount: Int, at path: String) throws(HDF5Error) {
  guard byteCount <= limits.headerBytes else {
    throw HDF5Error(object: path, reason: .headerBytes(byteCount))
  }
}
