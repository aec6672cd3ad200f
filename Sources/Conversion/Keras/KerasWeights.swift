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

/// What a file holds of one layer.
struct SavedLayer {
  /// Its place in the file, for messages: `layers/dense_2`.
  let place: String
  /// The name of the layer that was saved; nil where the file does not say it.
  let name: String?
  /// The arrays in the order of the file.
  let arrays: [SavedArray]
}

/// An array of a layer.
struct SavedArray {
  /// Its place in the file, for messages.
  let place: String
  /// What the file calls it, such as `kernel`; nil where arrays have numbers for names.
  let name: String?
  /// Its numbers; nil where there is something else.
  let tensor: Tensor?
}

/// The weights of each layer, in the order of the description, from a file of whichever layout.
///
/// Keras assigns weights by order and not by name: in `.h5` files the order of `layer_names`, in archives
/// the number in a group's name, among the layers of one class. So does this, and holds the outcome against the
/// names that the file has.
///
/// - Parameter isWhole: whether the description and the weights were saved together.
/// - Throws: ``KerasError``.
func weights(
  of layers: [KerasLayer], in file: Group, isWhole: Bool
) throws(KerasError) -> [[Tensor]] {
  let pairs: [(place: Int, saved: SavedLayer)]
  if let group = legacyWeights(in: file) {
    pairs = try assignByOrder(legacyLayers(in: group), to: layers)
  } else {
    let saved = try archivedLayers(in: file)
    guard !saved.isEmpty else {
      throw .missing(
        expected: "group of weights (model_weights, layers, _layer_checkpoint_dependencies) nor "
          + "attribute layer_names")
    }
    pairs = try assignByClass(saved, to: layers)
  }
  try checkNames(pairs.map { (layers[$0.place], $0.saved) }, isWhole: isWhole)
  var weights = [[Tensor]](repeating: [], count: layers.count)
  for (place, saved) in pairs { weights[place] = try tensors(of: saved, for: layers[place]) }
  return weights
}

/// Throws where the names of the saved layers contradict the assignment.
///
/// Layers without a name of their own are numbered by the session, so a description and weights of two
/// sessions have other names. Names that are all the same in another order are no such accident.
private func checkNames(
  _ pairs: [(layer: KerasLayer, saved: SavedLayer)], isWhole: Bool
) throws(KerasError) {
  guard let (layer, saved) = pairs.first(where: { $0.saved.name.map { [$0] } != [$0.layer.name] }),
    let name = saved.name
  else { return }
  guard isWhole || Set(pairs.map(\.saved.name)) == Set(pairs.map(\.layer.name)) else { return }
  throw .weights(
    layer.label, found: "those of \"\(name.printable)\" in \(saved.place.printable)",
    expected: "its own")
}

/// The arrays of a layer in the order of ``KerasLayer/weightNames()``.
private func tensors(
  of saved: SavedLayer, for layer: KerasLayer
) throws(KerasError) -> [Tensor] {
  let expected = try layer.weightNames()
  let list = expected.joined(separator: ", ")
  guard saved.arrays.count == expected.count else {
    throw .weights(
      layer.label, found: "\(saved.arrays.count) arrays in \(saved.place.printable)",
      expected: list)
  }
  var tensors: [Tensor] = []
  for (array, name) in zip(saved.arrays, expected) {
    // Arrays that have their numbers in any order tell it by their names alone.
    if let found = array.name, found != name, expected.contains(found) {
      throw .weights(
        layer.label, found: "\(found) in the place of \(name)", expected: "\(list) in this order")
    }
    guard let tensor = array.tensor else {
      throw .weights(
        layer.label, found: "no numbers at \(array.place.printable)", expected: list)
    }
    tensors.append(tensor)
  }
  return tensors
}
