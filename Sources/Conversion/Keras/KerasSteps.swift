import JSONText
import LayerChain

/// What each layer does to a row, in the order from the input to the output.
///
/// - Throws: ``KerasError``.
func steps(
  _ model: KerasConfiguration, _ weights: [[Tensor]], _ release: KerasRelease
) throws(KerasError) -> [Step] {
  var steps: [Step] = []
  var shape = RowShape()
  for i in model.order {
    let layer = model.layers[i]
    try shape.learn(from: layer)
    let label = "\(layer.label)"
    switch layer.className {
    case "InputLayer", "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise",
      "ActivityRegularization":
      continue
    case "Flatten":
      try shape.flatten(by: layer)
    case "Dense":
      let (kernel, bias) = try shape.arrays(of: layer, weights[i])
      steps.append(Step(label, .dense(kernel: kernel, bias: bias)))
      steps.append(
        Step(
          label,
          .activation(
            try layer.activation("activation", release, keepsModules: model.keepsModules))))
      shape = RowShape(extents: [kernel.shape[1]])
    case "Rescaling", "Normalization", "BatchNormalization":
      steps.append(Step(label, .affine(try shape.affine(of: layer, weights[i]))))
    default:
      guard
        let activation = try layer.activation(release, keepsModules: model.keepsModules)
      else { throw .layerClass(layer.label) }
      if activation.takesWholeRow, shape.hasSeveralDimensions {
        throw .setting(
          layer.label, "its input", found: "rows of shape \(shape.extents)",
          expected: "one dimension; put a Flatten layer before it")
      }
      steps.append(Step(label, .activation(activation)))
    }
  }
  return steps
}

/// The shape of a row between two layers.
struct RowShape {
  /// The extents without the batch's; empty where they are not known.
  private(set) var extents: [Int] = []

  init(extents: [Int] = []) { self.extents = extents }

  var hasSeveralDimensions: Bool { extents.count > 1 }

  /// Takes the shape that a first layer says its input has.
  mutating func learn(from layer: KerasLayer) throws(KerasError) {
    guard extents.isEmpty else { return }
    for key in ["batch_shape", "batch_input_shape"] {
      guard let values = try layer.shape(key), values.count > 1 else { continue }
      let known = values.dropFirst().compactMap(\.self)
      // Where any extent is left open only their number is known.
      extents =
        known.count == values.count - 1
        ? known : values.count == 2 ? [] : [Int](repeating: 0, count: values.count - 1)
    }
  }

  mutating func flatten(by layer: KerasLayer) throws(KerasError) {
    // Where the shape is not known it may have several dimensions.
    if extents.count != 1, let format = layer.settings["data_format"],
      format.string != "channels_last"
    {
      throw layer.unexpected(
        "data_format", format, "channels_last: the order of the numbers changes")
    }
    guard extents.count > 1 else { return }
    extents = try size(at: layer).map { [$0] } ?? []
  }

  /// The kernel and the bias of a dense layer.
  func arrays(
    of layer: KerasLayer, _ weights: [Tensor]
  ) throws(KerasError) -> (kernel: Tensor, bias: Tensor?) {
    guard !hasSeveralDimensions else {
      throw .setting(
        layer.label, "its input", found: "rows of shape \(extents)",
        expected: "one dimension; put a Flatten layer before it")
    }
    let names = try layer.weightNames()
    guard weights.count == names.count, let kernel = weights.first else {
      throw .weights(
        layer.label, found: "\(weights.count) arrays", expected: names.joined(separator: ", "))
    }
    let units = try layer.integer("units", in: 1...KerasNumber.largestWidth)
    guard kernel.shape.count == 2, kernel.shape[1] == units, kernel.shape[0] > 0,
      kernel.shape[0] == extents.first ?? kernel.shape[0]
    else {
      let inputs = extents.first.map { "\($0)" } ?? "inputs"
      throw .weights(
        layer.label, found: "a kernel of shape \(kernel.shape)",
        expected: "[\(inputs), \(units)], as its input and its units say")
    }
    if weights.count > 1, weights[1].shape != [units] {
      throw .weights(
        layer.label, found: "a bias of shape \(weights[1].shape)",
        expected: "[\(units)], as its units say")
    }
    return (kernel, weights.count > 1 ? weights[1] : nil)
  }

  /// The numbers of a row; nil where an extent is open.
  private func size(at layer: KerasLayer) throws(KerasError) -> Int? {
    var size = 1
    for extent in extents {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow, 0...KerasNumber.largestWidth ~= product else {
        throw .setting(
          layer.label, "its input", found: "rows of shape \(extents)",
          expected: "at most \(KerasNumber.largestWidth) numbers")
      }
      size = product
    }
    return size == 0 ? nil : size
  }

  /// What a layer that scales each number by itself does to a row.
  func affine(of layer: KerasLayer, _ weights: [Tensor]) throws(KerasError) -> Affine {
    let (center, factor, shift) = try layer.scaling(weights, dimensions: extents.count)
    let width = [center.count, factor.count, shift.count].max() ?? 1
    guard let center = center.repeated(to: width), let factor = factor.repeated(to: width),
      let shift = shift.repeated(to: width), width > 0
    else {
      throw .weights(
        layer.label, found: "\(center.count), \(factor.count) and \(shift.count) numbers",
        expected: "as many of each")
    }
    // Keras builds these for the width of their rows; only numbers of settings may be one for all.
    let isPerColumn = !weights.isEmpty && layer.settings["axis"] != nil
    if isPerColumn, extents.count == 1, width != extents[0] {
      throw .weights(
        layer.label, found: "\(width) numbers", expected: "\(extents[0]), one for each column")
    }
    // The last dimension is the one that has a number each.
    var copies = 1
    if hasSeveralDimensions, width > 1 {
      guard let size = try size(at: layer), extents.last == width else {
        throw .setting(
          layer.label, "its input", found: "rows of shape \(extents)",
          expected: "a last dimension of \(width)")
      }
      copies = size / width
    }
    func copied(_ numbers: [Double]) -> [Double] {
      Array([[Double]](repeating: numbers, count: copies).joined())
    }
    guard
      let affine = Affine(center: copied(center), factor: copied(factor), shift: copied(shift))
    else { throw .weights(layer.label, found: "none", expected: "numbers") }
    return affine
  }
}
