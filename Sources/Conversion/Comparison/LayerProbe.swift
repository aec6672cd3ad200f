import LayerChain
import MLPModel
import Random

/// Rows for one layer that tell it from one that is nearly the same: at magnitudes from 1e-6 to 1e6, and such as
/// bring units to the corners of their activation, one step of an input to either side and beyond.
struct LayerProbe {
  /// The rows; of the first layer before its scaling.
  let rows: [[Float]]
  /// How many of them are rows of the network, whose outputs the next layer takes: the first ones.
  let forwardCount: Int

  /// The most products of one layer and its rows, where there are more than ``fewest`` rows.
  private static let productLimit = 1 << 27
  private static let fewest = 16
  private static let magnitudes: [Double] = (-6...6).map { exponent in
    (0..<abs(exponent)).reduce(1) { power, _ in exponent < 0 ? power / 10 : power * 10 }
  }

  /// - Parameter rows: what the layer before gives for its own rows; empty for the first layer.
  init(_ layer: ExportedLayer, after rows: [[Float]]) {
    var random = Philox(seed: 0, stream: UInt64(0x4C41_5945) << 32 + UInt64(layer.number))
    func direction() -> [Double] {
      (0..<layer.inputCount).map { _ in Double(2 * random.unitFloat() - 1) }
    }
    var forward = rows
    var own: [[Float]] = []
    for magnitude in Self.magnitudes {
      let row = direction().map { $0 * magnitude }
      if layer.number == 0 {
        // Near what is subtracted, and near 0.
        forward.append(layer.unscaled(row))
        forward.append(row.map(Float.init))
      } else {
        own.append(row.map(Float.init))
      }
    }
    for point in layer.activation.breakpoints where abs(point) <= 1e30 {
      for unit in Set([0, layer.outputCount / 2, layer.outputCount - 1]).sorted() {
        own += Self.rows(layer, direction(), bringing: unit, about: Double(point))
      }
    }
    let limit = max(Self.fewest, Self.productLimit / max(1, layer.inputCount * layer.outputCount))
    let kept = Self.spread(forward, over: limit)
    let all = kept + Self.spread(own, over: limit)
    self.rows = all.filter { $0.allSatisfy(\.isFinite) }
    forwardCount = kept.count { $0.allSatisfy(\.isFinite) }
  }

  /// At most `count` of the rows, from first to last.
  private static func spread(_ rows: [[Float]], over count: Int) -> [[Float]] {
    guard rows.count > count, count > 1 else { return rows }
    return (0..<count).map { rows[$0 * (rows.count - 1) / (count - 1)] }
  }

  /// Rows that bring a unit to a corner, one step of an input to either side of it, and beyond.
  private static func rows(
    _ layer: ExportedLayer, _ direction: [Double], bringing unit: Int, about corner: Double
  ) -> [[Float]] {
    let beyond = max(1, abs(corner))
    var rows = [-beyond, -1e-3 * beyond, 1e-3 * beyond, beyond].map {
      layer.unscaled(layer.solved(direction, unit: unit, for: corner + $0).inputs)
    }
    let (inputs, place) = layer.solved(direction, unit: unit, for: corner)
    let row = layer.unscaled(inputs)
    for value in [row[place].nextDown, row[place], row[place].nextUp] {
      var near = row
      near[place] = value
      rows.append(near)
    }
    return rows
  }

  /// The pre-activations that an activation by itself is tried at.
  static func preActivations(of activation: Activation) -> [Float] {
    let plain: [Float] =
      [0] + magnitudes.flatMap { magnitude in [1, 2.5, 5].map { Float($0 * magnitude) } }
    let about = activation.breakpoints.flatMap { point in
      let beyond = max(1, abs(point))
      return [
        point - beyond, point - 1e-3 * beyond, point.nextDown, point, point.nextUp,
        point + 1e-3 * beyond, point + beyond,
      ]
    }
    return plain + plain.map { -$0 } + about.filter(\.isFinite)
  }
}
