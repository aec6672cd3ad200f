import CMLPKernels
import MLPModel

/// The forward steps of a layer, for whoever walks the layers: y = x W + b, then h.
///
/// On one tier, with the default floating-point environment of the calling thread
/// (`withDefaultFloatControl` makes sure of it). Each traps where a span is too short for its
/// shape; none allocates.
public struct DenseKernels: Sendable {
  /// The tier.
  public let tier: KernelTier

  /// The kernels of a tier.
  public init(tier: KernelTier) {
    self.tier = tier
  }

  /// `y` = `x` W + b for `rows` rows: x [rows, inputs] as `xLayout` says, y [rows, outputs] with the
  /// layout `RowLayout(columns: outputs)`.
  ///
  /// - Parameter columns: which part of y's columns to compute, in whole panels; the others stay as they are.
  public func multiply(
    rows: Int, _ x: Span<Float>, _ xLayout: RowLayout, by weights: PackedWeights,
    columns: (part: Int, parts: Int) = (0, 1), into y: inout MutableSpan<Float>
  ) {
    let yLayout = RowLayout(columns: weights.outputCount)
    precondition(columns.part >= 0 && columns.part < columns.parts)
    precondition(rows >= 0 && xLayout.columns == weights.inputCount)
    precondition(rows == 0 || x.count >= (rows - 1) * xLayout.stride + xLayout.columns)
    precondition(y.count >= rows * yLayout.stride)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        var layer = unsafe mlp_layer(
          inputs: weights.inputCount, outputs: weights.outputCount, panels: weights.panels,
          bias: weights.bias, activation: Activation.linear.forKernels)
        unsafe tier.kernels.pointee.dense(
          &layer, columns.part, columns.parts, rows, x.baseAddress, xLayout.stride, y.baseAddress,
          yLayout.stride)
      }
    }
  }

  /// `a` = h(`z`) for `rows` rows with the layout `RowLayout(columns:)`; the padding of `a` is not
  /// defined, except where the activation takes a whole row: there it is zero.
  public func activate(
    _ activation: Activation, rows: Int, columns: Int, _ z: Span<Float>,
    into a: inout MutableSpan<Float>
  ) {
    let layout = RowLayout(columns: columns)
    precondition(rows >= 0 && z.count >= rows * layout.stride && a.count >= rows * layout.stride)
    unsafe z.withUnsafeBufferPointer { z in
      unsafe a.withUnsafeMutableBufferPointer { a in
        switch activation {
        case .softmax:
          unsafe tier.kernels.pointee.softmax(
            rows, columns, z.baseAddress, layout.stride, a.baseAddress, layout.stride)
        case .logSoftmax:
          unsafe tier.kernels.pointee.log_softmax(
            rows, columns, z.baseAddress, layout.stride, a.baseAddress, layout.stride)
        default:
          unsafe tier.kernels.pointee.activate(
            activation.forKernels, rows * layout.stride, z.baseAddress, a.baseAddress)
        }
      }
    }
  }
}
