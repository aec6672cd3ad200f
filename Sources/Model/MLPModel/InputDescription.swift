/// What goes into a model: its features in order, and how each is scaled.
public struct InputDescription: Sendable, Equatable {
  /// The columns that the first layer expects, in that order.
  public let features: [Feature]

  /// The features in the order of the first layer's inputs.
  public init(features: [Feature]) {
    self.features = features
  }

  /// Whether any feature is shifted or scaled, so that the network needs a pass over its input.
  public var isScaled: Bool { features.contains { $0.offset != 0 || $0.scale != 1 } }
}

/// One input column.
public struct Feature: Sendable, Equatable {
  /// The column's name; unique in the model.
  public let name: String
  /// The number taken off a value before it is scaled: x' = (x - offset) * scale, in float32.
  public let offset: Float
  /// The number that multiplies after the offset; 1 for a column that was constant in training.
  public let scale: Float
  /// The smallest and largest value seen in training; nil where they were left out.
  public let range: ClosedRange<Float>?

  /// A feature; by default neither shifted nor scaled, of unknown range.
  public init(
    name: String, offset: Float = 0, scale: Float = 1, range: ClosedRange<Float>? = nil
  ) {
    self.name = name
    self.offset = offset
    self.scale = scale
    self.range = range
  }
}
