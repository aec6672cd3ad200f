import CMLPKernels
import Storage

/// A weight matrix in the order in which the dense kernels read it.
///
/// Packing costs about as much as reading the matrix; a runtime packs once, a trainer at every step.
/// Safe to share between threads while nobody packs.
@safe public final class PackedWeights: @unchecked Sendable {
  /// The rows of the matrix: inputs of the product.
  public let inputCount: Int
  /// The columns of the matrix: outputs of the product.
  public let outputCount: Int

  let panels: FloatBuffer
  let bias: FloatBuffer

  /// Room for a matrix [`inputCount`, `outputCount`] (both at least 1) and its bias, all zero.
  ///
  /// - Throws: `OutOfMemory`.
  public init(inputCount: Int, outputCount: Int) throws(OutOfMemory) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    let (elements, overflow) = inputCount.multipliedReportingOverflow(by: outputCount)
    guard inputCount >= 1, outputCount >= 1, !overflow, elements < Int.max / 128 else {
      throw OutOfMemory(byteCount: .max)
    }
    panels = try FloatBuffer(count: mlp_panel_floats(inputCount, outputCount))
    bias = try FloatBuffer(count: mlp_row_floats(outputCount))
  }

  /// Packs row-major weights [`inputCount`, `outputCount`] and a bias [`outputCount`], little-endian
  /// and unaligned as they lie in a file; traps where their sizes are not those.
  public func pack(_ weights: FloatBlock, bias: FloatBlock) {
    precondition(weights.count == inputCount * outputCount && bias.count == outputCount)
    weights.bytes.withBytes { weights in
      unsafe weights.withUnsafeBytes {
        unsafe mlp_pack(inputCount, outputCount, $0.baseAddress, panels.base)
      }
    }
    self.bias.withMutableSpan { row in
      for j in 0..<outputCount { row[j] = bias[j] ?? .nan }
    }
  }

  /// Packs row-major weights [`inputCount`, `outputCount`]; traps where there are not that many.
  public func pack(_ weights: Span<Float>) {
    precondition(weights.count == inputCount * outputCount)
    unsafe weights.withUnsafeBufferPointer {
      unsafe mlp_pack(inputCount, outputCount, $0.baseAddress, panels.base)
    }
  }

  /// Packs the transpose of row-major weights [`outputCount`, `inputCount`].
  public func packTransposed(_ weights: Span<Float>) {
    precondition(weights.count == inputCount * outputCount)
    unsafe weights.withUnsafeBufferPointer {
      unsafe mlp_pack_transposed(inputCount, outputCount, $0.baseAddress, panels.base)
    }
  }

  /// Sets the bias [`outputCount`].
  public func setBias(_ values: Span<Float>) {
    precondition(values.count == outputCount)
    bias.withMutableSpan { bias in
      for j in 0..<values.count { bias[j] = values[j] }
    }
  }
}
