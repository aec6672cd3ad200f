import HDF5Tree
import LayerChain
import Text

// The layout of `.h5` files, of all releases: a group for each layer, in the order of the attribute
// `layer_names`, its arrays at the paths that its attribute `weight_names` lists.

/// The group that holds the layers; nil where the file has another layout.
func legacyWeights(in file: Group) -> Group? {
  if let group = file.group("model_weights") { return group }
  let isList = ["layer_names", "layer_names0"].contains { file.attribute($0) != nil }
  return isList ? file : nil
}

/// The layers that have weights, in the order of the file.
///
/// - Throws: ``KerasError``.
func legacyLayers(in group: Group) throws(KerasError) -> [SavedLayer] {
  guard let names = group.attributes.names("layer_names") else {
    throw .missing(expected: "attribute layer_names, a list of names")
  }
  var saved: [SavedLayer] = []
  for name in names {
    guard let layer = group.group(atPath: name), let paths = layer.attributes.names("weight_names")
    else {
      throw .missing(expected: "group \"\(name.printable)\" with an attribute weight_names")
    }
    guard !paths.isEmpty else { continue }
    let arrays = paths.map { path in
      SavedArray(
        place: "\"\(path)\"", name: baseName(path),
        tensor: layer.dataset(atPath: path).flatMap { Tensor($0.value) })
    }
    saved.append(SavedLayer(place: "\"\(name)\"", name: name, arrays: arrays))
  }
  return saved
}

/// Each layer that has weights, with what the file has in the same place.
///
/// - Throws: ``KerasError``.
func assignByOrder(
  _ saved: [SavedLayer], to layers: [KerasLayer]
) throws(KerasError) -> [(place: Int, saved: SavedLayer)] {
  var rest = saved[...]
  var pairs: [(place: Int, saved: SavedLayer)] = []
  for (i, layer) in layers.enumerated() {
    let expected = try layer.weightNames()
    guard !expected.isEmpty else { continue }
    guard let next = rest.popFirst() else {
      throw .weights(layer.label, found: "none", expected: expected.joined(separator: ", "))
    }
    pairs.append((i, next))
  }
  if let surplus = rest.first { throw .surplus(surplus.place) }
  return pairs
}

/// What a path of `weight_names` calls its array: `kernel` in `dense/kernel:0`.
private func baseName(_ path: String) -> String? {
  path.split(separator: "/").last?.split(separator: ":").first.map(String.init)
}

extension [Attribute] {
  /// A list of names, which Keras splits over `KEY0`, `KEY1` … where it is long; nil where there is none.
  fileprivate func names(_ key: String) -> [String]? {
    if let attribute = first(where: { $0.name == key }) {
      return attribute.value.names
    }
    var names: [String] = []
    var k = 0
    while let attribute = first(where: { $0.name == "\(key)\(k)" }) {
      guard let more = attribute.value.names else { return nil }
      names += more
      k += 1
    }
    return k == 0 ? nil : names
  }
}

extension Values {
  /// Texts; an empty array of whatever type, because that is how Keras saves an empty list.
  fileprivate var names: [String]? { count == 0 ? [] : texts.map { Array($0) } }
}

extension Group {
  /// The group at the end of a path: the name of a layer may have slashes in it.
  fileprivate func group(atPath path: String) -> Group? {
    var group = self
    for name in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard let next = group.group(String(name)) else { return nil }
      group = next
    }
    return group
  }

  /// The dataset at the end of a path of groups.
  fileprivate func dataset(atPath path: String) -> Dataset? {
    guard let slash = path.lastIndex(of: "/") else { return dataset(path) }
    return group(atPath: String(path[..<slash]))?.dataset(String(path[path.index(after: slash)...]))
  }
}
