import CMLPKernels
import FloatControl
import MLPModel
import Storage
import Threads

/// A model's layers with packed weights, ready for one tier.
///
/// Immutable, shared by any number of threads; each brings scratch of its own (``makeScratch(rows:)``).
@safe public final class PackedNetwork: Sendable {
  /// The tier that the network runs on.
  public let tier: KernelTier
  /// n_0.
  public let inputCount: Int
  /// n_L.
  public let outputCount: Int

  private let table: NetworkTable

  /// Packs a model's weights for `tier`.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(parameters), one pass.
  public init(_ model: MultilayerPerceptron, tier: KernelTier) throws(OutOfMemory) {
    self.tier = tier
    inputCount = model.inputCount
    outputCount = model.outputCount
    table = try NetworkTable(model, tier: tier)
  }

  /// Scratch for calls of any number of rows; more than `rows` go through it in blocks.
  ///
  /// - Throws: `OutOfMemory`.
  public func makeScratch(rows: Int) throws(OutOfMemory) -> Scratch {
    let rows = min(max(1, rows), Scratch.largestCapacity)
    let count = unsafe mlp_scratch_floats(table.network, rows)
    return Scratch(capacity: rows, buffer: try FloatBuffer(count: count))
  }

  /// Memory that a network's calls work in, one at a time.
  public struct Scratch {
    /// The rows that there is room for at once.
    public let capacity: Int
    /// The most rows that are worth having room for.
    public static let largestCapacity = Int(MLP_BLOCK_ROWS)

    fileprivate let buffer: FloatBuffer
  }

  /// The outputs of rows in an array of their own: x [rows, inputs] to [rows, outputs].
  ///
  /// For a few rows now and then: it brings scratch of its own.
  ///
  /// - Throws: `OutOfMemory`.
  public func outputs(of x: FloatBlock) throws(OutOfMemory) -> [Float] {
    var outputs: [Float] = []
    try forEachPiece(of: x) { _, piece in
      for i in piece.indices { outputs.append(piece[i]) }
      return true
    }
    return outputs
  }

  /// The bytes that a piece of ``forEachPiece(of:_:)`` takes at most, unless it is a single row.
  public static let pieceByteCount = 16 << 20

  /// The rows of a piece.
  package var rowsOfAPiece: Int {
    min(Scratch.largestCapacity, max(1, Self.pieceByteCount / pieceBytesOfARow))
  }

  /// The bytes that each row of a piece takes.
  package var pieceBytesOfARow: Int {
    MemoryLayout<Float>.size
      * (unsafe mlp_scratch_floats(table.network, 1) + inputCount + outputCount)
  }

  /// Runs the rows of `x` [rows, inputs] a piece at a time, in memory of its own, for a few rows now and then.
  ///
  /// - Parameter body: receives the first row of a piece and its outputs [rows of the piece, outputs]; where it says
  ///   no, the rows behind are not run.
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(rows · parameters). Memory: ``pieceByteCount``, or what one row takes.
  public func forEachPiece(
    of x: FloatBlock, _ body: (_ row: Int, Span<Float>) -> Bool
  ) throws(OutOfMemory) {
    let rows = x.count / inputCount
    let piece = min(rows, rowsOfAPiece)
    let scratch = try makeScratch(rows: piece)
    let inputs = try FloatBuffer(count: piece * inputCount)
    let outputs = try FloatBuffer(count: piece * outputCount)
    for start in stride(from: 0, to: rows, by: piece) {
      let count = min(piece, rows - start)
      inputs.withMutableSpan { inputs in
        x.copy(from: start * inputCount, count: count * inputCount, to: &inputs)
      }
      outputs.withMutableSpan { outputs in
        inputs.withSpan { inputs in
          var none = MutableSpan<Float>()
          forward(rows: count, inputs, logits: &none, outputs: &outputs, scratch: scratch)
        }
      }
      guard outputs.withSpan({ body(start, $0.extracting(0..<count * outputCount)) }) else {
        return
      }
    }
  }

  /// Runs `rows` rows: x [rows, inputs] to logits and outputs [rows, outputs], all compact row-major.
  ///
  /// Either result may be empty, where it is not wanted. Traps where a span is too short. Allocates
  /// nothing, takes no lock.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - x: the inputs before scaling.
  ///   - logits: the last layer before its activation (and before the temperature), or no elements.
  ///   - outputs: the last layer after its activation, or no elements.
  ///   - scratch: from ``makeScratch(rows:)``, used by one call at a time.
  public func forward(
    rows: Int, _ x: Span<Float>, logits: inout MutableSpan<Float>,
    outputs: inout MutableSpan<Float>, scratch: Scratch
  ) {
    var alone = unsafe mlp_team(part: 0, parts: 1, wait: nil, context: nil)
    unsafe forward(rows: rows, x, logits: &logits, outputs: &outputs, scratch: scratch, &alone)
  }

  /// The same by `parts` threads of `pool` together, each computing some columns of every layer: for few
  /// rows of a large network, whose weights are more than one core's cache holds.
  ///
  /// - Parameter scratch: shared by the threads.
  public func forward(
    rows: Int, _ x: Span<Float>, logits: inout MutableSpan<Float>,
    outputs: inout MutableSpan<Float>, scratch: Scratch, parts: Int, of pool: WorkerPool
  ) {
    unsafe x.withUnsafeBufferPointer { x in
      unsafe logits.withUnsafeMutableBufferPointer { logits in
        unsafe outputs.withUnsafeMutableBufferPointer { outputs in
          pool.runTogether(parts) { part, barrier in
            var team = unsafe mlp_team(
              part: part, parts: barrier.parts,
              wait: { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<SpinBarrier>.fromOpaque(context).takeUnretainedValue().wait()
              }, context: Unmanaged.passUnretained(barrier).toOpaque())
            // Every part has the same rows: they write different columns of the shared scratch, and
            // the first part alone the results.
            var logits = unsafe MutableSpan(_unsafeElements: logits)
            var outputs = unsafe MutableSpan(_unsafeElements: outputs)
            unsafe forward(
              rows: rows, Span(_unsafeElements: x), logits: &logits, outputs: &outputs,
              scratch: scratch, &team)
          }
        }
      }
    }
  }

  private func forward(
    rows: Int, _ x: Span<Float>, logits: inout MutableSpan<Float>,
    outputs: inout MutableSpan<Float>, scratch: Scratch, _ team: UnsafePointer<mlp_team>
  ) {
    guard rows > 0 else { return }
    let needed = rows * outputCount
    precondition(x.count >= rows * inputCount)
    precondition(logits.isEmpty || logits.count >= needed)
    precondition(outputs.isEmpty || outputs.count >= needed)
    precondition(unsafe scratch.buffer.count >= mlp_scratch_floats(table.network, scratch.capacity))
    unsafe x.withUnsafeBufferPointer { x in
      unsafe logits.withUnsafeMutableBufferPointer { logits in
        unsafe outputs.withUnsafeMutableBufferPointer { outputs in
          let saved = setDefaultFloatControl()
          defer { restoreFloatControl(saved) }
          unsafe table.kernels.pointee.forward(
            table.network, rows, x.baseAddress, logits.isEmpty ? nil : logits.baseAddress,
            outputs.isEmpty ? nil : outputs.baseAddress, scratch.buffer.base, scratch.capacity,
            team)
        }
      }
    }
  }
}
