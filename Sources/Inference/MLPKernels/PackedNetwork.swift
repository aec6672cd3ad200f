import CMLPKernels
import MLPModel
import Storage
import Threads

/// A model's layers with packed weights, ready for one tier.
///
/// Immutable, shared by any number of
/// threads; each brings scratch of its own (``makeScratch(rows:)``).
@safe public final class PackedNetwork: Sendable {
  /// The tier that the network runs on.
  public let tier: KernelTier
  /// n_0.
  public let inputCount: Int
  /// n_L.
  public let outputCount: Int

  private let packed: [PackedWeights]
  private let scaling: Scaling?
  private let layers: LayerTable
  private let temperature: Float
  private let widest: Int

  /// Packs a model's weights for `tier`.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(parameters), one pass.
  public init(_ model: MultilayerPerceptron, tier: KernelTier) throws(OutOfMemory) {
    self.tier = tier
    inputCount = model.inputCount
    outputCount = model.outputCount
    temperature = model.output.temperature
    let counts = try model.layers.map { layer throws(OutOfMemory) in
      try PackedWeights.floatCount(inputCount: layer.inputCount, outputCount: layer.outputCount)
    }
    // One block for all layers: huge pages reach across them.
    let buffer = try FloatBuffer(count: counts.reduce(0, +))
    var packed: [PackedWeights] = []
    var offset = 0
    for (layer, count) in zip(model.layers, counts) {
      let weights = PackedWeights(
        inputCount: layer.inputCount, outputCount: layer.outputCount, in: buffer, at: offset)
      weights.pack(layer.weights, bias: layer.bias)
      packed.append(weights)
      offset += count
    }
    self.packed = packed
    widest = (model.layers.map(\.outputCount) + [inputCount])
      .reduce(0) { max($0, RowLayout(columns: $1).stride) }
    layers = LayerTable(packed, model.layers.map(\.activation))
    scaling = model.input.isScaled ? try Scaling(model.input) : nil
  }

  /// Scratch for calls of any number of rows; more than `rows` go through it in blocks.
  ///
  /// - Throws: `OutOfMemory`.
  public func makeScratch(rows: Int) throws(OutOfMemory) -> Scratch {
    let rows = min(max(1, rows), Scratch.largestCapacity)
    let count = unsafe withNetwork { unsafe mlp_scratch_floats($0, rows) }
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
  public func outputs(of x: [Float]) throws(OutOfMemory) -> [Float] {
    let rows = x.count / inputCount
    let scratch = try makeScratch(rows: rows)
    var outputs = [Float](repeating: 0, count: rows * outputCount)
    var none = MutableSpan<Float>()
    var results = outputs.mutableSpan
    forward(rows: rows, x.span, logits: &none, outputs: &results, scratch: scratch)
    return outputs
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
    unsafe withNetwork { network in
      precondition(unsafe scratch.buffer.count >= mlp_scratch_floats(network, scratch.capacity))
      let saved = mlp_float_control_default()
      defer { mlp_float_control_restore(saved) }
      unsafe x.withUnsafeBufferPointer { x in
        unsafe logits.withUnsafeMutableBufferPointer { logits in
          unsafe outputs.withUnsafeMutableBufferPointer { outputs in
            unsafe tier.kernels.pointee.forward(
              network, rows, x.baseAddress, logits.isEmpty ? nil : logits.baseAddress,
              outputs.isEmpty ? nil : outputs.baseAddress, scratch.buffer.base, scratch.capacity,
              team)
          }
        }
      }
    }
  }

  private func withNetwork<R>(_ body: (UnsafePointer<mlp_network>) -> R) -> R {
    var network = unsafe mlp_network(
      layer_count: packed.count, layers: layers.base, offset: scaling?.offset.base,
      scale: scaling?.scale.base, temperature: temperature, widest: widest)
    return unsafe body(&network)
  }
}

/// Offset and scale of the inputs as the kernels read them.
private struct Scaling: @unchecked Sendable {
  let offset: FloatBuffer
  let scale: FloatBuffer

  init(_ input: InputDescription) throws(OutOfMemory) {
    offset = try FloatBuffer(count: input.features.count)
    scale = try FloatBuffer(count: input.features.count)
    offset.withMutableSpan { offset in
      for (j, feature) in input.features.enumerated() { offset[j] = feature.offset }
    }
    scale.withMutableSpan { scale in
      for (j, feature) in input.features.enumerated() { scale[j] = feature.scale }
    }
  }
}

/// The layers as the kernels read them, at an address that stays.
@safe private final class LayerTable: @unchecked Sendable {
  let base: UnsafeMutablePointer<mlp_layer>

  /// A table of `weights`, which must outlive it.
  init(_ weights: [PackedWeights], _ activations: [Activation]) {
    unsafe base = .allocate(capacity: weights.count)
    for (i, (weights, activation)) in zip(weights, activations).enumerated() {
      unsafe (base + i).initialize(
        to: mlp_layer(
          inputs: weights.inputCount, outputs: weights.outputCount, panels: weights.panels,
          bias: weights.bias, activation: activation.forKernels))
    }
  }

  deinit { unsafe base.deallocate() }
}
