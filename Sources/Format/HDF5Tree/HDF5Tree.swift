import Storage

/// A group: named attributes, named datasets and named groups, each in the order of the file.
///
/// The values of the small part of HDF5 that a model file uses. Two modules make and take them, so
/// that neither the schema nor its users care which one spoke to the disk: `HDF5Profile` (our strict
/// parser) and `HDF5` (the HDF5 library).
public struct Group: Sendable, Equatable {
  /// The group's own attributes.
  public var attributes: [Attribute]
  /// The links of the group.
  public var members: [Member]

  /// A group with these attributes and members; names are for the writer or the parser to check.
  public init(attributes: [Attribute] = [], members: [Member] = []) {
    self.attributes = attributes
    self.members = members
  }

  /// The attribute of that name.
  public func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }

  /// The dataset of that name; nil where there is none or the name is a group's.
  public func dataset(_ name: String) -> Dataset? {
    guard case .dataset(let dataset) = members.first(where: { $0.name == name })?.object else {
      return nil
    }
    return dataset
  }

  /// The group of that name; nil where there is none or the name is a dataset's.
  public func group(_ name: String) -> Group? {
    guard case .group(let group) = members.first(where: { $0.name == name })?.object else {
      return nil
    }
    return group
  }
}

/// A link of a group and what it leads to.
public struct Member: Sendable, Equatable {
  /// The link's name: not empty, without a slash.
  public var name: String
  /// What the link leads to.
  public var object: Object

  /// A group's or a dataset's link.
  public enum Object: Sendable, Equatable {
    /// A group inside the group.
    indirect case group(Group)
    /// A dataset.
    case dataset(Dataset)
  }

  /// A link to a group.
  public init(_ name: String, _ group: Group) {
    self.name = name
    object = .group(group)
  }

  /// A link to a dataset.
  public init(_ name: String, _ dataset: Dataset) {
    self.name = name
    object = .dataset(dataset)
  }
}

/// A named small value of a group or a dataset.
public struct Attribute: Sendable, Equatable {
  /// The attribute's name.
  public var name: String
  /// The value.
  public var value: Values

  /// An attribute of that name and value.
  public init(_ name: String, _ value: Values) {
    self.name = name
    self.value = value
  }
}

/// A contiguous array of numbers or strings, with its attributes.
public struct Dataset: Sendable, Equatable {
  /// The array.
  public var value: Values
  /// The dataset's attributes.
  public var attributes: [Attribute]

  /// A dataset of that value.
  public init(_ value: Values, attributes: [Attribute] = []) {
    self.value = value
    self.attributes = attributes
  }
}
