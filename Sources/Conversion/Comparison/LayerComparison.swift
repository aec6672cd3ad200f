import LayerChain
import MLPModel
import MLPRuntime

/// Holds each layer of an export against the same layer of its source, unfolded and in double precision.
///
/// A table has the rows of everyday; here rows are made up, for each layer by itself (``LayerProbe``). Two things
/// are compared at each, with bounds that follow from the rounding of numbers alone: the numbers of the export's
/// layer, in double precision, with the source's; and what the runtime makes of them. Only one rounding of each
/// weight and bias may lie between the first two, however many inputs there are.
///
/// - Parameter model: the export; its last activation may be what gives probabilities of the source's logits.
/// - Returns: how many rows were held against the source, of all layers together.
/// - Throws: ``LayerDifference``; `InvalidModel`, `OutOfMemory` and others where the export's layers do not run.
/// - Complexity: O(weights) for a number of rows that falls from about 90 for each layer as layers grow.
@discardableResult
public func compareLayers(
  of model: MultilayerPerceptron, with source: ReferenceChain
) throws -> Int {
  guard model.layers.count == source.layers.count, model.inputCount == source.inputCount else {
    throw LayerDifference(
      label: "the network", layer: 0,
      reason: .layers(found: model.layers.count, expected: source.layers.count))
  }
  var rowCount = 0
  var rows: [[Float]] = []
  for (k, reference) in source.layers.enumerated() {
    let layer = ExportedLayer(model, k)
    let isLast = k == model.layers.count - 1
    guard layer.inputCount == reference.inputCount, layer.outputCount == reference.outputCount,
      layer.activation == reference.activation
        || isLast && givesProbabilities(layer.activation, of: reference)
    else {
      throw LayerDifference(
        label: reference.label, layer: k,
        reason: .activation(found: layer.activation, expected: reference.activation))
    }
    let probe = LayerProbe(layer, after: rows)
    let results = try layer.run(probe.rows)
    for (row, result) in zip(probe.rows, results) {
      try compare(row, result, layer, reference)
    }
    try compareActivation(of: layer, reference)
    rowCount += probe.rows.count
    rows = results.prefix(probe.forwardCount).map(\.outputs).filter { $0.allSatisfy(\.isFinite) }
  }
  return rowCount
}

/// Whether a last layer's activation makes probabilities of what the source leaves as logits or logarithms.
private func givesProbabilities(_ activation: Activation, of source: ReferenceLayer) -> Bool {
  source.outputCount == 1
    ? activation == .sigmoid && source.activation == .linear
    : activation == .softmax && [.linear, .logSoftmax].contains(source.activation)
}

/// Where a layer of an export is not that of its source.
public struct LayerDifference: Error, Equatable, CustomStringConvertible {
  /// What the source calls the layer.
  public let label: String
  /// The layer, from 0.
  public let layer: Int
  /// What is not the same.
  public let reason: Reason

  /// What can differ.
  public enum Reason: Sendable, Equatable {
    /// The number of layers.
    case layers(found: Int, expected: Int)
    /// The activation.
    case activation(found: Activation, expected: Activation)
    /// A pre-activation, for inputs of that magnitude.
    case preActivation(unit: Int, found: Double, expected: Double, inputs: Double)
    /// What the activation makes of a pre-activation.
    case output(unit: Int, found: Double, expected: Double, preActivation: Double)
  }

  /// One line for a person.
  public var description: String {
    let what =
      switch reason {
      case .layers(let found, let expected): "found \(found) layers, expected \(expected)"
      case .activation(let found, let expected):
        "found the activation \(found), expected \(expected)"
      case .preActivation(let unit, let found, let expected, let inputs):
        "unit \(unit): found the pre-activation \(found), expected \(expected), for inputs up to \(inputs)"
      case .output(let unit, let found, let expected, let z):
        "unit \(unit): found \(found), expected \(expected), of the pre-activation \(z)"
      }
    return "\(label) (layer \(layer)): \(what), as the source's own layer in double precision"
  }
}

/// 2^-24: the largest relative error of a number rounded to float32.
private let unit = 0x1p-24

private func compare(
  _ row: [Float], _ found: ExportedLayer.Result, _ layer: ExportedLayer,
  _ reference: ReferenceLayer
) throws(LayerDifference) {
  let inputs = layer.scaled(row)
  let (exact, sizes) = layer.preActivations(of: inputs)
  let wide = row.map(Double.init)
  let expected = reference.preActivations(of: wide)
  let magnitudes = reference.magnitudes(of: wide)
  let count = Double(inputs.count)
  let tiny = (inputs.reduce(0) { $0 + abs($1) } + count + 1) * 0x1p-149
  func differs(_ unit: Int, _ found: Double) -> LayerDifference {
    LayerDifference(
      label: reference.label, layer: layer.number,
      reason: .preActivation(
        unit: unit, found: found, expected: expected[unit],
        inputs: wide.reduce(0) { max($0, abs($1)) }))
  }
  for j in exact.indices {
    // A weight and a bias are rounded once; the rest is double precision on both sides.
    let numbers =
      1.01 * unit * sizes[j] + 0x1p-52 * (count + 8) * sizes[j]
      + 0x1p-52 * (count / 16 + 4) * magnitudes[j] + tiny
    guard abs(exact[j] - expected[j]) <= numbers else { throw differs(j, exact[j]) }
    // The runtime rounds after each input, and twice before.
    let arithmetic = unit * (count + 16) * sizes[j] + tiny
    let z = Double(found.preActivations[j])
    let overflows =
      exact[j].magnitude + arithmetic > Double(Float.greatestFiniteMagnitude)
      || sizes[j] > Double(Float.greatestFiniteMagnitude)
    guard overflows || abs(z - exact[j]) <= arithmetic else { throw differs(j, z) }
  }
  try compareOutputs(found, layer, reference)
}

/// Holds what the runtime makes of a row's pre-activations against the formula.
private func compareOutputs(
  _ found: ExportedLayer.Result, _ layer: ExportedLayer, _ reference: ReferenceLayer
) throws(LayerDifference) {
  guard found.preActivations.allSatisfy(\.isFinite) else { return }
  let z = found.preActivations.map(Double.init)
  let expected = layer.activation.reference(z)
  for j in z.indices {
    let (a, b) = (Double(found.outputs[j]), expected[j])
    // What float32 does not hold is infinite there.
    let isSame =
      a.isInfinite && abs(b) >= Double(Float.greatestFiniteMagnitude)
      && (a > 0) == (b > 0)
    let bound = 4 * unit * abs(b) + 0x1p-52 * max(1, abs(z[j])) + 0x1p-148
    guard isSame || abs(a - b) <= bound else {
      throw LayerDifference(
        label: reference.label, layer: layer.number,
        reason: .output(unit: j, found: a, expected: b, preActivation: z[j]))
    }
  }
}

/// Holds the runtime's activation against the formula at its own corners, one step of float32 to either side,
/// beyond them, and at magnitudes from 1e-6 to 1e6.
private func compareActivation(
  of layer: ExportedLayer, _ reference: ReferenceLayer
) throws {
  guard !layer.activation.takesWholeRow else { return }
  let identity = try ExportedLayer(identityWith: layer.activation, number: layer.number)
  let points = LayerProbe.preActivations(of: layer.activation)
  for result in try identity.run(points.map { [$0] }) {
    try compareOutputs(result, identity, reference)
  }
}
