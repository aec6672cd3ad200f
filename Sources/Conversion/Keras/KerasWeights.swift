import HDF5Tree
import LayerChain
import Text

extension KerasLayer {
  /// The names of the layer's weights, in the order in which Keras saves them.
  func weightNames() throws(KerasError) -> [String] {
    switch className {
    case "Dense": return try flag("use_bias", default: true) ? ["kernel", "bias"] : ["kernel"]
    case "BatchNormalization":
      return (try flag("scale", default: true) ? ["gamma"] : [])
        + (try flag("center", default: true) ? ["beta"] : [])
        + ["moving_mean", "moving_variance"]
    // Given as settings, mean and variance are no weights.
    case "Normalization": return settings["mean"] == nil ? ["mean", "variance", "count"] : []
    default: return []
    }
  }
}

/// The weights of each layer, in the order of the description, from a file of whichever layout.
///
/// - Throws: ``KerasError``.
func weights(of layers: [KerasLayer], in file: Group) throws(KerasError) -> [[Tensor]] {
  if let group = file.group("model_weights") { return try legacyWeights(of: layers, in: group) }
  if file.attribute("layer_names") != nil || file.attribute("layer_names0") != nil {
    return try legacyWeights(of: layers, in: file)
  }
  // Keras 2.12 calls the same group so.
  for name in ["layers", "_layer_checkpoint_dependencies"] {
    if let group = file.group(name) { return try variables(of: layers, in: group) }
  }
  throw .missing(expected: "group of weights (model_weights, layers) nor attribute layer_names")
}

/// The layout of `.h5` files: a group a layer, its arrays at the paths that `weight_names` lists; layers with
/// weights in the order of `layer_names`, whatever their names, as Keras itself takes them.
private func legacyWeights(
  of layers: [KerasLayer], in group: Group
) throws(KerasError) -> [[Tensor]] {
  guard let names = group.attributes.names("layer_names") else {
    throw .missing(expected: "attribute layer_names, a list of names")
  }
  var saved: [(group: Group, paths: [String])] = []
  for name in names {
    guard let layer = group.group(name), let paths = layer.attributes.names("weight_names") else {
      throw .missing(expected: "group \"\(name.printable)\" with an attribute weight_names")
    }
    if !paths.isEmpty { saved.append((layer, paths)) }
  }
  var rest = saved[...]
  var weights: [[Tensor]] = []
  for layer in layers {
    let expected = try layer.weightNames()
    guard !expected.isEmpty else {
      weights.append([])
      continue
    }
    guard let (group, paths) = rest.popFirst() else {
      throw .weights(layer.label, found: "none", expected: expected.joined(separator: ", "))
    }
    try check(paths.count, expected, layer)
    var tensors: [Tensor] = []
    for path in paths {
      guard let dataset = group.dataset(atPath: path), let tensor = Tensor(dataset.value) else {
        throw .weights(
          layer.label, found: "no numbers at \"\(path.printable)\"",
          expected: expected.joined(separator: ", "))
      }
      tensors.append(tensor)
    }
    weights.append(tensors)
  }
  guard rest.isEmpty else {
    throw .missing(
      expected: "layers in the description for \(rest.count) more layers with weights in the file")
  }
  return weights
}

/// The layout of `.keras` and `.weights.h5` files: a group a layer, called after its class and numbered within
/// it, and in that `vars/0`, `vars/1` ….
private func variables(of layers: [KerasLayer], in group: Group) throws(KerasError) -> [[Tensor]] {
  let groupNames = [
    "Dense": "dense", "BatchNormalization": "batch_normalization", "Normalization": "normalization",
  ]
  var counts: [String: Int] = [:]
  var weights: [[Tensor]] = []
  for layer in layers {
    guard let plain = groupNames[layer.className] else {
      weights.append([])
      continue
    }
    let number = counts[plain, default: 0]
    counts[plain] = number + 1
    let name = number == 0 ? plain : "\(plain)_\(number)"
    let expected = try layer.weightNames()
    let variables = group.group(name)?.group("vars") ?? Group()
    try check(variables.members.count, expected, layer)
    // Newer releases say whose they are.
    if let owner = variables.attribute("name")?.value.texts?.first, owner != layer.name {
      throw .weights(
        layer.label, found: "those of \"\(owner.printable)\" in layers/\(name)",
        expected: "its own")
    }
    var tensors: [Tensor] = []
    for k in expected.indices {
      guard let dataset = variables.dataset("\(k)"), let tensor = Tensor(dataset.value) else {
        throw .weights(
          layer.label, found: "no numbers at layers/\(name)/vars/\(k)",
          expected: expected.joined(separator: ", "))
      }
      tensors.append(tensor)
    }
    weights.append(tensors)
  }
  return weights
}

private func check(
  _ count: Int, _ expected: [String], _ layer: KerasLayer
) throws(KerasError) {
  guard count == expected.count else {
    throw .weights(
      layer.label, found: "\(count) arrays",
      expected: expected.isEmpty ? "none" : expected.joined(separator: ", "))
  }
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
  fileprivate var names: [String]? { count == 0 ? [] : texts }
}

extension Group {
  /// The dataset at the end of a path of groups.
  fileprivate func dataset(atPath path: String) -> Dataset? {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var group = self
    for name in names.dropLast() {
      guard let next = group.group(name) else { return nil }
      group = next
    }
    return names.last.flatMap { group.dataset($0) }
  }
}
