import Storage

/// Rows with the outputs that they must give, run whenever the model is loaded.
public struct VerificationRows: Sendable, Equatable {
  /// Inputs before scaling, shape [rows, features], row-major.
  public let inputs: FloatBlock
  /// The model's outputs (after the last activation), shape [rows, outputs], row-major.
  public let outputs: FloatBlock
  /// The largest accepted |found - expected| / max(1, |expected|).
  ///
  /// 0 asks for the same bits, under the model's arithmetic version.
  public let tolerance: Float

  /// Verification rows; ``MultilayerPerceptron`` checks their shapes.
  public init(inputs: FloatBlock, outputs: FloatBlock, tolerance: Float = 0) {
    self.inputs = inputs
    self.outputs = outputs
    self.tolerance = tolerance
  }
}
