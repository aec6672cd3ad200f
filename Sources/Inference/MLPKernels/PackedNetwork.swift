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
    var packed: [PackedWeights] = []
    var widest = RowLayout(columns: model.inputCount).stride
    for layer in model.layers {
      let weights = try PackedWeights(
        inputCount: layer.inputCount, outputCount: layer.outputCount)
      weights.pack(layer.weights, bias: layer.bias)
      packed.append(weights)
      widest = max(widest, RowLayout(columns: layer.outputCount).stride)
    }
    self.packed = packed
    self.widest = widest
    layers = LayerTable(packed, model.layers.map(\.activation))
    scaling = model.input.isScaled ? try Scaling(model.input) : nil
  }

  /// Scratch for calls of up to `rows` rows; more rows go through it in blocks.
  ///
  /// - Throws: `OutOfMemory`.
  public func makeScratch(rows: Int) throws(OutOfMemory) -> FloatBuffer {
    try FloatBuffer(count: unsafe withNetwork { unsafe mlp_scratch_floats($0, max(1, rows)) })
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
    outputs: inout MutableSpan<Float>, scratch: FloatBuffer
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
    outputs: inout MutableSpan<Float>, scratch: FloatBuffer, parts: Int, of pool: WorkerPool
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
    outputs: inout MutableSpan<Float>, scratch: FloatBuffer, _ team: UnsafePointer<mlp_team>
  ) {
    guard rows > 0 else { return }
    let needed = rows * outputCount
    precondition(x.count >= rows * inputCount)
    precondition(logits.isEmpty || logits.count >= needed)
    precondition(outputs.isEmpty || outputs.count >= needed)
    unsafe withNetwork { network in
      precondition(unsafe scratch.count >= mlp_scratch_floats(network, rows))
      let saved = mlp_float_control_default()
      defer { mlp_float_control_restore(saved) }
      unsafe x.withUnsafeBufferPointer { x in
        unsafe logits.withUnsafeMutableBufferPointer { logits in
          unsafe outputs.withUnsafeMutableBufferPointer { outputs in
            unsafe tier.kernels.pointee.forward(
              network, rows, x.baseAddress, logits.isEmpty ? nil : logits.baseAddress,
              outputs.isEmpty ? nil : outputs.baseAddress, scratch.base, team)
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
          inputs: weights.inputCount, outputs: weights.outputCount, panels: weights.panels.base,
          bias: weights.bias.base, activation: activation.forKernels))
    }
  }

  deinit { unsafe base.deallocate() }
}
