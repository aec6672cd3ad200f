import JSONText

/// The description of a Sequential model, or of a functional one whose layers form a chain.
struct KerasConfiguration {
  /// The layers in the order of the description, in which weights are saved.
  let layers: [KerasLayer]
  /// The layers' places in it, from the input to the output.
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
    guard ["Sequential", "Functional", "Model"].contains(className) else {
      throw .modelClass(className)
    }
    let isSequential = className == "Sequential"
    // Before 2.2.3 a Sequential model was no more than its layers.
    guard let entries = config.values ?? config["layers"]?.values else {
      throw .configuration(place, expected: "a list of layers")
    }
    var layers: [KerasLayer] = []
    for (i, entry) in entries.enumerated() {
      layers.append(try KerasLayer(entry, index: i, isSequential: isSequential))
    }
    self.layers = layers
    order =
      isSequential
      ? Array(layers.indices)
      : try chain(layers, from: config["input_layers"], to: config["output_layers"], place)
    // Keras 3 says in every description where a class is from, Keras 2 always what it is itself.
    version = root["keras_version"]?.string ?? (root["module"] == nil ? nil : "3.")
  }
}

/// The places of the layers between the only input and the only output, each the only source of the next.
private func chain(
  _ layers: [KerasLayer], from inputs: JSON?, to outputs: JSON?, _ place: String
) throws(KerasError) -> [Int] {
  var places: [String: Int] = [:]
  for (i, layer) in layers.enumerated() {
    guard places.updateValue(i, forKey: layer.name) == nil else {
      throw .configuration("\(place): \(layer.label)", expected: "another name for each layer")
    }
    if let sources = layer.sources, sources.count > 1 {
      throw .branch(layer.label, inputs: sources.count)
    }
  }
  guard let input = onlyName(inputs), let output = onlyName(outputs) else {
    throw .configuration(
      "\(place): input_layers and output_layers", expected: "one layer each: a chain of layers")
  }
  var order: [Int] = []
  var next: String? = output
  while let name = next {
    guard let i = places[name], order.count < layers.count else {
      throw .configuration(
        "\(place): layer \"\(name)\"", expected: "a chain of layers from one input to one output")
    }
    order.append(i)
    next = layers[i].sources?.first
  }
  guard order.last == places[input], order.count == layers.count else {
    let outside = layers.indices.first { !order.contains($0) }.map { layers[$0].label }
    throw .configuration(
      "\(place)\(outside.map { ": \($0)" } ?? "")",
      expected: "a chain of layers from one input to one output")
  }
  return order.reversed()
}

/// The layer's name in `["name", 0, 0]` or `[["name", 0, 0]]`; nil where there are more.
private func onlyName(_ layers: JSON?) -> String? {
  guard let values = layers?.values, let first = values.first else { return nil }
  if let name = first.string { return name }
  return values.count == 1 ? first.values?.first?.string : nil
}
