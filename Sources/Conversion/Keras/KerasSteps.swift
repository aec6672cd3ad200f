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
    shape.learn(from: layer)
    let label = "\(layer.label)"
    switch layer.className {
    case "InputLayer", "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise",
      "ActivityRegularization":
      continue
    case "Flatten":
      try shape.flatten(by: layer)
    case "Dense":
      guard !shape.hasSeveralDimensions else {
        throw .setting(
          layer.label, "its input", found: "rows of shape \(shape.extents)",
          expected: "one dimension; put a Flatten layer before it")
      }
      let bias = weights[i].count > 1 ? weights[i][1] : nil
      steps.append(Step(label, .dense(kernel: weights[i][0], bias: bias)))
      steps.append(
        Step(
          label,
          .activation(try layer.activation(layer.settings["activation"], "activation", release))))
      shape = RowShape(extents: [weights[i][0].shape.last ?? 0])
    case "Rescaling", "Normalization", "BatchNormalization":
      steps.append(Step(label, .affine(try shape.affine(of: layer, weights[i]))))
    default:
      guard let activation = try layer.activation(release) else { throw .layerClass(layer.label) }
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
  mutating func learn(from layer: KerasLayer) {
    guard extents.isEmpty else { return }
    for key in ["batch_shape", "batch_input_shape"] {
      guard let values = layer.settings[key]?.values, values.count > 1 else { continue }
      let known = values.dropFirst().compactMap(\.integer)
      // Where any extent is left open only their number is known.
      extents =
        known.count == values.count - 1
        ? known : values.count == 2 ? [] : [Int](repeating: 0, count: values.count - 1)
    }
  }

  mutating func flatten(by layer: KerasLayer) throws(KerasError) {
    guard extents.count > 1 else { return }
    if let format = layer.settings["data_format"], format.string == "channels_first" {
      throw layer.unexpected(
        "data_format", format, "channels_last: the order of the numbers changes")
    }
    extents = try size(at: layer).map { [$0] } ?? []
  }

  /// The numbers of a row; nil where an extent is open.
  private func size(at layer: KerasLayer) throws(KerasError) -> Int? {
    var size = 1
    for extent in extents {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow, 0...Self.largest ~= product else {
        throw .setting(
          layer.label, "its input", found: "rows of shape \(extents)",
          expected: "at most \(Self.largest) numbers")
      }
      size = product
    }
    return size == 0 ? nil : size
  }

  /// The widest row of a model file.
  private static let largest = 1 << 20

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

extension [Double] {
  /// One number as often as asked for, or as many as asked for already.
  fileprivate func repeated(to width: Int) -> [Double]? {
    if count == width { return self }
    return count == 1 ? [Double](repeating: self[0], count: width) : nil
  }
}
