import JSONText
import Text

/// A layer as a description of a model has it.
struct KerasLayer {
  /// Classes that TensorFlow 1.13 and 1.14 call otherwise.
  private static let formerNames = [
    "BatchNormalizationV1": "BatchNormalization", "BatchNormalizationV2": "BatchNormalization",
  ]

  let label: KerasLabel
  /// The class's settings.
  let settings: JSON
  /// What its input is each time that it is used; empty in a Sequential model, and for an input.
  let calls: [KerasTensor]

  /// The class, under the name that it has today.
  let className: String
  var name: String { label.name }

  /// Reads entry `index` of a model's layers.
  ///
  /// - Parameter keepsModules: as of ``KerasObject``.
  init(
    _ layer: JSON, index: Int, isSequential: Bool, keepsModules: Bool
  ) throws(KerasError) {
    guard let object = KerasObject(layer, keepsModules: keepsModules) else {
      throw .configuration("layer \(index) of the model", expected: "a class_name and a config")
    }
    try self.init(
      object,
      KerasLabel(
        className: object.className,
        name: layer["name"]?.string ?? object.settings["name"]?.string ?? "\(index)"),
      calls: isSequential ? nil : layer["inbound_nodes"])
    try checkSettings(keepsModules: keepsModules)
  }

  /// The layer that `object` is, whatever its settings are.
  ///
  /// - Parameter nodes: its `inbound_nodes`, where it has some.
  /// - Throws: ``KerasError`` for a class that is none of ``KerasSettings/ofClass``.
  init(_ object: KerasObject, _ label: KerasLabel, calls nodes: JSON? = nil) throws(KerasError) {
    if let module = object.foreignModule { throw .foreign(label, module: module) }
    className = Self.formerNames[object.className] ?? object.className
    guard KerasSettings.ofClass[className] != nil else { throw .layerClass(label) }
    self.label = label
    settings = object.settings
    calls = try inputs(nodes, label)
  }

  /// The setting of that name as a truth value, or its default where there is none.
  func flag(_ key: String, default value: Bool) throws(KerasError) -> Bool {
    guard let setting = settings.member(key) else { return value }
    guard let flag = setting.bool else { throw unexpected(key, setting, "true or false") }
    return flag
  }

  func unexpected(_ key: String, _ found: JSON, _ expected: String) -> KerasError {
    .setting(label, key, found: KerasError.excerpt(found), expected: expected)
  }
}

/// What one use of a layer gives.
struct KerasTensor: Hashable {
  let layer: String
  /// Which use, from 0.
  let call: Int

  /// The tensor of `["layer", call, 0]`, behind which anything may stand; nil where it is none.
  init?(_ history: JSON) {
    guard let values = history.values, values.count >= 3, let layer = values[0].string,
      let call = values[1].integer, call >= 0, values[2].integer == 0
    else { return nil }
    self.layer = layer
    self.call = call
  }
}

/// The inputs in a layer's `inbound_nodes`, one for each use, in the form of Keras 2 or of Keras 3.
///
/// - Throws: ``KerasError``.
private func inputs(_ nodes: JSON?, _ label: KerasLabel) throws(KerasError) -> [KerasTensor] {
  guard let nodes else { return [] }
  guard let nodes = nodes.values else { throw noInputs(label) }
  var inputs: [KerasTensor] = []
  for node in nodes {
    let tensors: [JSON]
    if let arguments = node["args"]?.values {
      // A list of tensors is one argument.
      let list = arguments.count == 1 ? arguments[0].values ?? arguments : arguments
      tensors = list.map { $0["config"]?["keras_history"] ?? .null }
      try check(arguments: node["kwargs"], label)
    } else {
      tensors = node.values ?? []
      for tensor in tensors { try check(arguments: tensor.values?.dropFirst(3).first, label) }
    }
    guard tensors.count <= 1 else { throw .branch(label, inputs: tensors.count) }
    guard let input = tensors.first.flatMap(KerasTensor.init) else { throw noInputs(label) }
    inputs.append(input)
  }
  return inputs
}

private func noInputs(_ label: KerasLabel) -> KerasError {
  .configuration("\(label): inbound_nodes", expected: "the layers that its input comes from")
}

/// Refuses what a layer is called with beside its input, where it is more than it would be anyway: dropout in
/// training mode, for one, drops when the model is used.
private func check(arguments: JSON?, _ label: KerasLabel) throws(KerasError) {
  guard let arguments, arguments != .null else { return }
  guard case .object(let members) = arguments else { throw noInputs(label) }
  for member in members where member.value != .null {
    if member.name == "training", member.value == .bool(false) { continue }
    throw .setting(
      label, "called with \(member.name.printable)", found: KerasError.excerpt(member.value),
      expected: "a call with its input alone")
  }
}

extension JSON {
  /// A number, or those of one row, also as Keras wraps arrays; nil where anything else is in it, or more than
  /// a row.
  var numbers: [Double]? {
    if let number { return number.isFinite ? [number] : nil }
    if let values {
      if values.count == 1, let row = values[0].values { return JSON.array(row).numbers }
      let numbers = values.compactMap(\.number)
      return numbers.count == values.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }
    guard member("module") == nil, let name = self["class_name"]?.string,
      ["__numpy__", "__tensor__"].contains(name)
    else { return nil }
    return self["config"]?["value"]?.numbers
  }
}
