import HDF5Tree
import Text

/// Why a tree could not be made a file, or a file a tree.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
  /// What it is about: an object's path inside the file (`/layers/0/weights`), with `@` and the name
  /// after it for an attribute; or `libhdf5`.
  public let object: String
  /// What went wrong.
  public let reason: Reason

  /// What can go wrong.
  public enum Reason: Sendable, Equatable {
    /// A call of the HDF5 library failed; `message` is the innermost text of its error stack.
    case library(call: String, message: String)
    /// There is no memory for it.
    case memory
    /// The library that runs is not of the release that this program was compiled against.
    case release(headers: String, library: String)
    /// A name that is empty, "." or longer than `ProfileLimits.nameBytes`, or has a slash or
    /// anything but printable ASCII in it.
    case name(String)
    /// Two attributes of an object, or two members of a group, with the same name.
    case duplicateName(String)
    /// A header with more bytes, mostly of attributes and links, than `ProfileLimits.headerBytes`.
    case headerBytes(Int)
    /// An array without elements.
    case noElements(shape: [Int])
    /// More dimensions than `ProfileLimits.dimensions`.
    case dimensions(Int)
    /// Strings of no bytes, or of more than `ProfileLimits.stringBytes`.
    case stringBytes(Int)
    /// A string that is not UTF-8, or that has a zero byte before its end.
    case text
    /// Groups nested deeper than `ProfileLimits.depth`.
    case depth
    /// More attributes, of all objects, than `ProfileLimits.attributes`.
    case attributes(Int)
    /// More groups and datasets than `ProfileLimits.objects`.
    case objects(Int)

    // MARK: What other tools' files may have, and ours may not

    /// A link that is not a hard one.
    case link(LinkKind)
    /// A second link to an object, which makes a cycle or a knot of the tree.
    case secondLink
    /// Something that is neither a group nor a dataset: a committed type.
    case objectKind
    /// Elements of a type that ours have no counterpart of.
    case elementType(String)
    /// Data that lie elsewhere than in the file, or nowhere.
    case storage(StorageKind)
    /// A filter by its number: only deflate, shuffle and Fletcher's sum are taken off.
    case filter(Int)
    /// More bytes, in one array or all arrays together, than such a file can be expected to hold.
    case arrayBytes(limit: Int)
  }

  /// Links that only other tools' files have.
  public enum LinkKind: String, Sendable, Equatable {
    /// A path inside the file.
    case soft = "a soft link"
    /// A path inside another file.
    case external = "an external link"
    /// One for whose kind a program would have to be loaded.
    case userDefined = "a user-defined link"
  }

  /// Where the data of a dataset are when they are not simply in the file.
  public enum StorageKind: String, Sendable, Equatable {
    /// In files of their own.
    case external = "data in external files"
    /// In datasets of other files.
    case virtual = "a virtual dataset"
    /// In none: the array, or some of its chunks, was never written.
    case missing = "data that were not all written"
  }

  /// One line for a person.
  public var description: String { "\(object): \(reason)" }
}

extension HDF5Error.Reason: CustomStringConvertible {
  /// What was found, what is expected, what to do.
  public var description: String {
    switch self {
    case .library(let call, let message):
      "the HDF5 library failed in \(call): \(message)"
    case .memory:
      "found no memory for it"
    case .release(let headers, let library):
      "found release \(library), expected \(headers), for which this program was compiled; "
        + "install that one, or compile the program again"
    case .name(let name):
      "found the name \(Excerpt(name)), expected 1 to \(limits.nameBytes) characters of printable "
        + "ASCII, no slash, not \".\""
    case .duplicateName(let name):
      "found the name \(Excerpt(name)) twice, expected different names"
    case .headerBytes(let count):
      "found \(count) bytes of attributes and links, expected at most \(limits.headerBytes) in an "
        + "object's header; put what is large into datasets"
    case .noElements(let shape):
      "found an array of shape \(shape), expected one with elements; leave it out"
    case .dimensions(let count):
      "found \(count) dimensions, expected at most \(limits.dimensions)"
    case .stringBytes(let count):
      "found strings of \(count) bytes, expected 1 to \(limits.stringBytes)"
    case .text:
      "found bytes that are no text, expected UTF-8 without U+0000"
    case .depth:
      "found one more group inside the others, expected at most \(limits.depth)"
    case .attributes(let count):
      "found \(count) attributes, expected at most \(limits.attributes)"
    case .objects(let count):
      "found \(count) groups and datasets, expected at most \(limits.objects)"
    case .link(let kind):
      "found \(kind.rawValue), expected a hard link"
    case .secondLink:
      "found an object that another path leads to, expected one path to each"
    case .objectKind:
      "found a committed type, expected a group or a dataset"
    case .elementType(let found):
      "found elements that are \(found), expected text or IEEE floats or integers of the model file's "
        + "widths"
    case .storage(let kind):
      "found \(kind.rawValue), expected all data in the file"
    case .filter(let number):
      "found the filter \(number), expected none but 1 (deflate), 2 (shuffle) and 3 (Fletcher32)"
    case .arrayBytes(let limit):
      "found more bytes of data than the \(limit) that a file of this size may hold"
    }
  }
}
