import JSONText
import Text

/// The description of a Sequential model, or of a functional one whose layers form a chain.
struct KerasConfiguration {
  /// The layers in the order of the description, in which weights are saved.
  let layers: [KerasLayer]
  /// Whether it says where classes are from.
  let keepsModules: Bool
  /// The layers' places in it, from the input to the output; of a layer that is used twice, twice.
  let order: [Int]
  /// What it says of the release, where it does.
  let version: String?

  /// Reads a description.
  ///
  /// - Parameter place: what messages call it.
  /// - Throws: ``KerasError``.
  init(_ text: [UInt8], place: String) throws(KerasError) {
    let root: JSON
    do throws(JSONError) { root = try JSON(parsing: text) } catch { throw .json(place, error) }
    guard let className = root["class_name"]?.string, let config = root["config"] else {
      throw .configuration(place, expected: "a class_name and a config")
    }
    // Before 2.2.3 a Sequential model was no more than its layers.
    let entries = config.values ?? config["layers"]?.values
    // Each layer of Keras's has a module or none has, whether the model has one: releases of Keras 2 differ.
    let keepsModules = (entries ?? []).contains { $0.member("module") != nil }
    let model = KerasObject(root, keepsModules: false)
    guard ["Sequential", "Functional", "Model"].contains(className), model?.foreignModule == nil
    else {
      throw .modelClass(className, module: model?.foreignModule)
    }
    guard let entries else { throw .configuration(place, expected: "a list of layers") }
    let isSequential = className == "Sequential"
    var layers: [KerasLayer] = []
    for (i, entry) in entries.enumerated() {
      layers.append(
        try KerasLayer(entry, index: i, isSequential: isSequential, keepsModules: keepsModules))
    }
    self.layers = layers
    self.keepsModules = keepsModules
    order =
      isSequential
      ? Array(layers.indices)
      : try chain(layers, from: config["input_layers"], to: config["output_layers"], place)
    // Keras 3 says in every description where a class is from, Keras 2 always what it is itself.
    version = root["keras_version"]?.string ?? (root["module"] == nil ? nil : "3.")
  }
}

/// The places of the layers between the only input and the only output, each the only source of the next; a
/// layer that is used several times has one for each.
private func chain(
  _ layers: [KerasLayer], from inputs: JSON?, to outputs: JSON?, _ place: String
) throws(KerasError) -> [Int] {
  var places: [TextKey: Int] = [:]
  for (i, layer) in layers.enumerated() {
    guard places.updateValue(i, forKey: TextKey(layer.name)) == nil else {
      throw .configuration("\(place): \(layer.label)", expected: "another name for each layer")
    }
  }
  guard let input = onlyTensor(inputs), let output = onlyTensor(outputs) else {
    throw .configuration(
      "\(place): input_layers and output_layers", expected: "one layer each: a chain of layers")
  }
  let expected = "a chain of layers from one input to one output"
  // An input is used without being called.
  let useCount = layers.reduce(0) { $0 + max(1, $1.calls.count) }
  var order: [Int] = []
  var next: KerasTensor? = output
  while let tensor = next {
    guard let i = places[TextKey(tensor.layer)], order.count < useCount,
      tensor.call < max(1, layers[i].calls.count)
    else {
      throw .configuration("\(place): layer \(Excerpt(tensor.layer))", expected: expected)
    }
    order.append(i)
    next = layers[i].calls.isEmpty ? nil : layers[i].calls[tensor.call]
  }
  guard order.last == places[TextKey(input.layer)], order.count == useCount else {
    let used = Dictionary(order.map { ($0, 1) }, uniquingKeysWith: +)
    let outside = layers.indices.first { used[$0] ?? 0 < max(1, layers[$0].calls.count) }
    throw .configuration(
      "\(place)\(outside.map { ": \(layers[$0].label)" } ?? "")", expected: expected)
  }
  return order.reversed()
}

/// What `["name", 0, 0]` or `[["name", 0, 0]]` says; nil where there are more.
private func onlyTensor(_ layers: JSON?) -> KerasTensor? {
  guard let layers, let values = layers.values else { return nil }
  if let tensor = KerasTensor(layers) { return tensor }
  return values.count == 1 ? KerasTensor(values[0]) : nil
}
