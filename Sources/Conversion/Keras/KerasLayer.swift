import JSONText

/// A layer as a description of a model has it.
struct KerasLayer {
  /// The classes that can be imported, in the order of messages.
  static let classes = [
    "InputLayer", "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "ThresholdedReLU", "Softmax",
    "BatchNormalization", "Normalization", "Rescaling", "Flatten", "Dropout", "AlphaDropout",
    "GaussianDropout", "GaussianNoise", "ActivityRegularization",
  ]

  let label: KerasLabel
  /// The class's settings.
  let settings: JSON
  /// The names of the layers that its input comes from; nil in a Sequential model.
  let sources: [String]?

  var className: String { label.className }
  var name: String { label.name }

  /// Reads entry `index` of a model's layers.
  init(_ layer: JSON, index: Int, isSequential: Bool) throws(KerasError) {
    guard let className = layer["class_name"]?.string, let settings = layer["config"] else {
      throw .configuration("layer \(index) of the model", expected: "a class_name and a config")
    }
    // A class of the user's own may have a name of Keras's.
    let module = layer["module"]?.string ?? "keras"
    let isForeign = module != "keras" && !module.hasPrefix("keras.")
    label = KerasLabel(
      className: isForeign ? "\(module).\(className)" : className,
      name: layer["name"]?.string ?? settings["name"]?.string ?? "\(index)")
    self.settings = settings
    guard Self.classes.contains(label.className) else { throw .layerClass(label) }
    sources = isSequential ? nil : try inputSources(layer["inbound_nodes"], label)
  }

  /// The setting of that name as a truth value, or its default.
  func flag(_ key: String, default value: Bool) throws(KerasError) -> Bool {
    guard let setting = settings[key] else { return value }
    guard let flag = setting.bool else { throw unexpected(key, setting, "true or false") }
    return flag
  }

  /// The setting of that name as one number, or its default.
  func number(_ key: String, default value: Double) throws(KerasError) -> Double {
    guard let setting = settings[key] else { return value }
    guard let numbers = setting.numbers, numbers.count == 1 else {
      throw unexpected(key, setting, "a number")
    }
    return numbers[0]
  }

  func unexpected(_ key: String, _ found: JSON, _ expected: String) -> KerasError {
    .setting(label, key, found: String(found.text.unicodeScalars.prefix(60)), expected: expected)
  }
}

/// The names in a layer's `inbound_nodes`, in the form of Keras 2 or of Keras 3.
///
/// - Throws: ``KerasError/branch(_:inputs:)`` where the layer is used more than once.
private func inputSources(_ nodes: JSON?, _ label: KerasLabel) throws(KerasError) -> [String] {
  guard let nodes = nodes?.values, let node = nodes.first else { return [] }
  guard nodes.count == 1 else { throw .branch(label, inputs: nodes.count) }
  let names: [String?]
  if let arguments = node["args"]?.values {
    // A list of tensors is one argument.
    let tensors = arguments.count == 1 ? arguments[0].values ?? arguments : arguments
    names = tensors.map { $0["config"]?["keras_history"]?.values?.first?.string }
  } else {
    names = (node.values ?? []).map { $0.values?.first?.string }
  }
  guard !names.isEmpty, !names.contains(nil) else {
    throw .configuration(
      "\(label): inbound_nodes", expected: "the layers that its input comes from")
  }
  return names.compactMap { $0 }
}

extension JSON {
  /// A number or nested lists of numbers, flat, also as Keras wraps arrays; nil where anything else is in it.
  var numbers: [Double]? {
    if let number { return number.isFinite ? [number] : nil }
    if let values {
      var numbers: [Double] = []
      for value in values {
        guard let more = value.numbers else { return nil }
        numbers += more
      }
      return numbers
    }
    guard let name = self["class_name"]?.string, ["__numpy__", "__tensor__"].contains(name) else {
      return nil
    }
    return self["config"]?["value"]?.numbers
  }
}
