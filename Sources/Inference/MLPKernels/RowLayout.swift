import CMLPKernels

/// How a table of activations lies in a ``FloatBuffer``: rows of `columns` floats, each padded to
/// `stride` floats.
///
/// The kernels read and write the padding.
public struct RowLayout: Sendable, Equatable {
  /// The columns that mean something.
  public let columns: Int
  /// The floats from one row to the next.
  public let stride: Int

  /// The layout that kernels write for `columns` outputs.
  public init(columns: Int) {
    self.columns = columns
    stride = mlp_row_floats(max(1, columns))
  }

  /// Rows without padding, which the first dense layer also reads.
  public init(compact columns: Int) {
    self.columns = columns
    stride = columns
  }
}
