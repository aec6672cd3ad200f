import CMLPKernels
import Storage

/// A weight matrix in the order in which the dense kernels read it.
///
/// Packing costs about as much as reading the matrix: a runtime packs once, and a trainer changes the
/// weights where they lie.
/// Safe to share between threads while nobody packs.
@safe public final class PackedWeights: @unchecked Sendable {
  /// The rows of the matrix: inputs of the product.
  public let inputCount: Int
  /// The columns of the matrix: outputs of the product.
  public let outputCount: Int

  /// The number of panels; panel p has the columns from 32 p on.
  public var panelCount: Int { PanelLayout.panelCount(outputCount) }

  /// Where the panels lie, and behind them the bias with its padding.
  private let buffer: FloatBuffer
  package let panels: UnsafeMutablePointer<Float>
  let bias: UnsafeMutablePointer<Float>

  /// Room for a matrix [`inputCount`, `outputCount`] (both at least 1) and its bias, all zero.
  ///
  /// - Throws: `OutOfMemory`.
  public convenience init(inputCount: Int, outputCount: Int) throws(OutOfMemory) {
    let count = try Self.floatCount(inputCount: inputCount, outputCount: outputCount)
    self.init(
      inputCount: inputCount, outputCount: outputCount, in: try FloatBuffer(count: count), at: 0)
  }

  /// Room that lies in `buffer` from `offset`, a multiple of 16, on; traps where that is too small.
  package init(inputCount: Int, outputCount: Int, in buffer: FloatBuffer, at offset: Int) {
    let panelFloats = mlp_panel_floats(inputCount, outputCount)
    precondition(offset >= 0 && offset + panelFloats + mlp_row_floats(outputCount) <= buffer.count)
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.buffer = buffer
    unsafe panels = buffer.base + offset
    unsafe bias = panels + panelFloats
  }

  /// The floats that a matrix and its bias take: a multiple of 16.
  ///
  /// - Throws: `OutOfMemory` for a shape that no memory holds.
  static func floatCount(inputCount: Int, outputCount: Int) throws(OutOfMemory) -> Int {
    guard let layout = PanelLayout(inputCount: inputCount, outputCount: outputCount) else {
      throw OutOfMemory(byteCount: .max)
    }
    return layout.floatCount
  }

  /// Packs row-major weights [`inputCount`, `outputCount`] and a bias [`outputCount`], little-endian
  /// and unaligned as they lie in a file; traps where their sizes are not those.
  public func pack(_ weights: FloatBlock, bias: FloatBlock) {
    precondition(weights.count == inputCount * outputCount && bias.count == outputCount)
    weights.bytes.withBytes { weights in
      unsafe weights.withUnsafeBytes {
        unsafe mlp_pack(inputCount, outputCount, $0.baseAddress, panels)
      }
    }
    for j in 0..<outputCount { unsafe self.bias[j] = bias[j] ?? .nan }
  }

  /// Packs row-major weights [`inputCount`, `outputCount`]; traps where there are not that many.
  public func pack(_ weights: Span<Float>) {
    precondition(weights.count == inputCount * outputCount)
    unsafe weights.withUnsafeBufferPointer {
      unsafe mlp_pack(inputCount, outputCount, $0.baseAddress, panels)
    }
  }

  /// Writes the weights [`inputCount`, `outputCount`] row-major; traps where there is not as much room.
  public func unpack(into weights: inout MutableSpan<Float>) {
    precondition(weights.count == inputCount * outputCount)
    unsafe weights.withUnsafeMutableBufferPointer {
      unsafe mlp_unpack(inputCount, outputCount, panels, $0.baseAddress)
    }
  }
}
