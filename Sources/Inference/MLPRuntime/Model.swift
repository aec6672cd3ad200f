import FloatControl
import MLPKernels
import MLPModel
import MLPReader
import MLPSchema
import Storage

/// A network that is ready to run: read, verified, its weights packed for this CPU.
///
/// Immutable; share one between any number of threads, each with a ``Session`` of its own.
///
/// A row's results are the same bits alone or in any batch, on any number of threads, any instruction
/// set and any machine, whatever the host's floating-point control word; NaN is always 0x7FC00000.
/// SCHEMA.md, "Arithmetic version 1", has the order of every sum and the operations of every
/// activation. Another arithmetic version, and another runtime, may give other bits.
///
///     let model = try Model(path: "model.h5")
///     let session = try Session(model)
///     let probabilities = try session.predict([5.1, 3.5, 1.4, 0.2])
public final class Model: Sendable {
  /// The features, in the order of a row.
  public let input: InputDescription
  /// What the outputs mean and are called.
  public let output: OutputDescription
  /// Where the model came from.
  public let provenance: Provenance
  /// What the verification rows said.
  public let verification: Verification
  /// The instruction set that the model runs on.
  public let tier: KernelTier

  /// The identity that the model's file states, 64 hexadecimal digits, which is the one that was asked for
  /// where one was; nil where the model came from no file.
  public let identity: String?

  /// The number of weights, biases apart: a row costs a multiplication and an addition for each.
  public let weightCount: Int

  let network: PackedNetwork

  /// Whether a model came with rows to check it, and how they came out.
  public enum Verification: Sendable, Equatable {
    /// There are none: nothing says that this runtime computes what the model's maker saw.
    case absent
    /// So many rows gave what they should, to the bit or within their stored tolerance.
    case passed(rows: Int)
  }

  /// Reads the model file at `path`, checks it and runs its verification rows.
  ///
  /// - Parameters:
  ///   - path: a regular file.
  ///   - identity: the model that the file has to hold, as `mlp-infer --describe` prints it: with it
  ///     nobody can put another in the file's place. nil takes every model.
  /// - Throws: ``LoadError``. No file can crash the caller.
  /// - Complexity: O(file size): one read, one pass each for the seal, for numbers that are not
  ///   finite and for packing, one more, slower, with an `identity`; then a batch of verification rows.
  ///   Memory: twice the file size on the way; then the packed weights, about as many bytes as the file has
  ///   for them, and what describes the input and the output: names, labels, columns.
  public convenience init(path: String, identity: String? = nil) throws(LoadError) {
    let host = setDefaultFloatControl()
    defer { restoreFloatControl(host) }
    let file = try LoadError.reading(identity) { identity throws(ReadError) in
      try readModel(path: path, identity: identity)
    }
    try self.init(file.model, identity: "\(file.header.identity)")
  }

  /// Reads a model file from memory that is nowhere else needed: without a copy.
  ///
  /// The model does not keep `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: what the file would hold.
  ///   - name: stands for the file in messages.
  ///   - identity: as in ``init(path:identity:)``.
  /// - Throws: ``LoadError``.
  /// - Complexity: as of ``init(path:identity:)``, without the read.
  public convenience init(
    bytes: AlignedBytes, name: String, identity: String? = nil
  ) throws(LoadError) {
    let host = setDefaultFloatControl()
    defer { restoreFloatControl(host) }
    let file = try LoadError.reading(identity) { identity throws(ReadError) in
      try readModel(bytes: bytes, name: name, identity: identity)
    }
    try self.init(file.model, identity: "\(file.header.identity)")
  }

  /// Reads a model file from memory of the caller's.
  ///
  ///     let model = try Model(bytes: array.span.bytes)
  ///
  /// - Parameters:
  ///   - bytes: what the file would hold, at any address; copied, not kept.
  ///   - name: stands for the file in messages.
  ///   - identity: as in ``init(path:identity:)``.
  /// - Throws: ``LoadError``. No content can crash the caller.
  /// - Complexity: as of ``init(path:identity:)``.
  public convenience init(
    bytes: RawSpan, name: String = "model in memory", identity: String? = nil
  ) throws(LoadError) {
    let copy: AlignedBytes
    do {
      copy = try AlignedBytes(count: bytes.byteCount) { $0.copy(bytes) }
    } catch {
      throw .outOfMemory(OutOfMemory(byteCount: bytes.byteCount))
    }
    try self.init(bytes: copy, name: name, identity: identity)
  }

  /// Packs `model` and runs its verification rows.
  ///
  /// What is packed is a copy: `model` is not kept. ``identity`` is nil.
  ///
  /// - Parameter model: the network, as a reader or a program made it; its verification rows are run if it has any.
  /// - Throws: ``LoadError``.
  /// - Complexity: O(parameters (1 + verification rows)).
  public convenience init(_ model: MultilayerPerceptron) throws(LoadError) {
    try self.init(model, identity: nil)
  }

  private init(_ model: MultilayerPerceptron, identity: String?) throws(LoadError) {
    let host = setDefaultFloatControl()
    defer { restoreFloatControl(host) }
    self.identity = identity
    do {
      tier = try KernelTier.selected()
    } catch {
      throw .unavailableTier(error)
    }
    do throws(OutOfMemory) {
      network = try PackedNetwork(model, tier: tier)
      // Names are bytes of the file, which would stay whole for them.
      input = try model.input.copied()
      output = try model.output.copied()
    } catch {
      throw .outOfMemory(error)
    }
    weightCount = model.layers.reduce(0) { $0 + $1.weights.count }
    provenance = model.provenance
    verification = try verify(network, with: model.verification)
  }

  /// The number of features in a row.
  public var inputCount: Int { network.inputCount }

  /// The number of outputs of a row.
  public var outputCount: Int { network.outputCount }
}

extension LoadError {
  fileprivate static func reading(
    _ identity: String?, _ body: (ModelIdentity?) throws(ReadError) -> ModelFile
  ) throws(LoadError) -> ModelFile {
    let expected = identity.flatMap(ModelIdentity.init)
    if let identity, expected == nil { throw .malformedIdentity(identity) }
    do {
      return try body(expected)
    } catch {
      throw .unreadable(error)
    }
  }
}
