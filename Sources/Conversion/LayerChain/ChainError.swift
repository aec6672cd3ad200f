/// Why a chain of steps is no network of dense layers.
public struct ChainError: Error, Equatable, CustomStringConvertible {
  /// What the source calls the step; `the network` where it is about the whole.
  public let label: String
  /// What is wrong.
  public let reason: Reason

  /// What can be wrong.
  public enum Reason: Sendable, Equatable {
    /// There is no dense layer.
    case noDense
    /// A step takes rows of another width than the one before gives.
    case width(found: Int, expected: Int)
    /// A kernel that is no matrix with rows and columns, or a bias that does not fit it.
    case shape([Int], expected: String)
    /// A number that is none, or infinite; what it is of, and its place.
    case notFinite(String, Double, element: Int)
    /// A number that float32 does not hold; what it is of.
    case range(String, Double)
    /// An activation with no dense layer before it, or where that has one already.
    case activationAlone
    /// A scaling with neither a dense layer before it that has no activation, nor one behind it.
    case scalingAlone
    /// More layers or fewer than the model has that was made of the chain.
    case layers(found: Int, expected: Int)
    /// More scalings beside one dense layer than are taken.
    case scalings(found: Int, expected: Int)
  }

  init(_ label: String, _ reason: Reason) {
    self.label = label
    self.reason = reason
  }

  /// One line for a person.
  public var description: String {
    switch reason {
    case .noDense: "\(label): found no dense layer, expected 1 or more"
    case .width(let found, let expected):
      "\(label): found a width of \(found), expected \(expected), the width of what comes before"
    case .shape(let found, let expected): "\(label): found the shape \(found), expected \(expected)"
    case .notFinite(let part, let found, let element):
      "\(label): \(part): found \(found) at element \(element), expected finite numbers"
    case .range(let part, let found):
      "\(label): \(part): found \(found), with the scalings beside the layer taken in, expected numbers that "
        + "float32 holds, up to \(Float.greatestFiniteMagnitude)"
    case .layers(let found, let expected):
      "\(label): found \(found) dense layers, expected \(expected), as the model has"
    case .scalings(let found, let expected):
      "\(label): found \(found) scalings one after the other, expected at most \(expected)"
    case .activationAlone:
      "\(label): found an activation that does not directly follow a dense layer, expected one for each "
        + "dense layer at most; a dense layer of the identity before it would make room"
    case .scalingAlone:
      "\(label): found a scaling between activations, expected a dense layer before or behind it that "
        + "it can be folded into; a dense layer of the identity behind it would make room"
    }
  }
}
