import HDF5Tree
import LayerChain
import Text

// The layout of `.weights.h5` files and of the one inside `.keras` archives, since Keras 2.12: a group for each
// layer, called after its class, with the arrays `vars/0`, `vars/1` ….
//
// Layers of a class are told apart by a number, `dense`, `dense_1` …, which rises in the order of the
// model. Keras 2.12 and 2.13 come across each layer twice and count it each time: `dense`, `dense_2` ….

/// The groups that hold the layers: the name changed in Keras 2.15.
private let containers = ["layers", "_layer_checkpoint_dependencies"]

/// A layer that has weights, and what its group is called after.
struct ArchivedLayer {
  /// The class as it is in the group's name: `batch_normalization`.
  let className: String
  /// The number behind it, 0 where there is none.
  let number: Int
  let saved: SavedLayer
}

/// The layers that have weights, in the order of their numbers.
///
/// - Throws: ``KerasError``.
func archivedLayers(in file: Group) throws(KerasError) -> [ArchivedLayer] {
  var layers: [ArchivedLayer] = []
  var found: Set<String> = []
  for (container, name, group) in layerGroups(in: file) {
    guard let variables = group.group("vars"), !variables.members.isEmpty else { continue }
    let place = "\(container)/\(name)"
    let arrays = variables.members.indices.map { k in
      SavedArray(
        place: "\(place)/vars/\(k)", name: nil,
        tensor: variables.dataset("\(k)").flatMap { Tensor($0.value) })
    }
    // Newer releases say whose they are.
    let owner = variables.attribute("name")?.value.texts?.first
    guard let (className, number) = classAndNumber(name) else { throw .surplus(place) }
    found.insert(container)
    layers.append(
      ArchivedLayer(
        className: className, number: number,
        saved: SavedLayer(place: place, name: owner, arrays: arrays)))
  }
  // A number has a meaning in its own group.
  guard found.count < 2 else {
    throw .configuration(
      containers.joined(separator: ", "), expected: "weights in one of these groups, not in both")
  }
  layers.sort { $0.number < $1.number }
  return layers
}

/// Whether there is a group of layers in a file.
func hasArchivedLayers(_ file: Group) -> Bool { !layerGroups(in: file).isEmpty }

/// The groups in the groups that hold layers.
///
/// On Windows Keras joins both names by a backslash, and HDF5 takes that for one name.
private func layerGroups(
  in file: Group
) -> [(container: String, name: String, group: Group)] {
  var groups: [(container: String, name: String, group: Group)] = []
  for member in file.members {
    guard case .group(let group) = member.object else { continue }
    let parts = member.name.split(separator: "\\", maxSplits: 2).map(String.init)
    guard let container = parts.first, containers.contains(container) else { continue }
    switch parts.count {
    case 1:
      for member in group.members {
        if case .group(let layer) = member.object { groups.append((container, member.name, layer)) }
      }
    case 2: groups.append((container, parts[1], group))
    default:
      if parts[2] == "vars" {
        groups.append((container, parts[1], Group(members: [Member("vars", group)])))
      }
    }
  }
  return groups
}

/// Each layer that has weights, with those that have the same place among the numbers of its class.
///
/// - Throws: ``KerasError``.
func assignByClass(
  _ archived: [ArchivedLayer], to layers: [KerasLayer]
) throws(KerasError) -> [(place: Int, saved: SavedLayer)] {
  var queues: [String: [ArchivedLayer]] = [:]
  for layer in archived {
    // The same name with a slash and with a backslash.
    guard queues[layer.className]?.last?.number != layer.number else {
      throw .configuration(layer.saved.place, expected: "one group of this name")
    }
    queues[layer.className, default: []].append(layer)
  }
  var next: [String: Int] = [:]
  var pairs: [(place: Int, saved: SavedLayer)] = []
  for (i, layer) in layers.enumerated() {
    let expected = try layer.weightNames()
    guard !expected.isEmpty else { continue }
    let className = snakeCase(layer.className)
    let queue = queues[className, default: []]
    let k = next[className, default: 0]
    guard k < queue.count else {
      throw .weights(
        layer.label, found: "none, but \(queue.count) other layers of the class",
        expected: expected.joined(separator: ", "))
    }
    pairs.append((i, queue[k].saved))
    next[className] = k + 1
  }
  for (className, queue) in queues.sorted(by: { $0.key < $1.key }) {
    let rest = queue.dropFirst(next[className, default: 0])
    if let surplus = rest.first { throw .surplus(surplus.saved.place) }
  }
  return pairs
}

/// What a layer's group is called after, and its number; nil where no writer numbers so.
private func classAndNumber(_ name: String) -> (String, Int)? {
  guard let underscore = name.lastIndex(of: "_") else { return (name, 0) }
  let digits = name[name.index(after: underscore)...]
  guard !digits.isEmpty, digits.utf8.allSatisfy({ 48...57 ~= $0 }) else { return (name, 0) }
  guard digits.utf8.first != 48, let number = Int(digits) else { return nil }
  return (String(name[..<underscore]), number)
}

/// A class's name as it is in a group's: BatchNormalization is batch_normalization.
private func snakeCase(_ className: String) -> String {
  var name = ""
  for letter in className {
    if letter.isUppercase, !name.isEmpty { name.append("_") }
    name += letter.lowercased()
  }
  return name
}
