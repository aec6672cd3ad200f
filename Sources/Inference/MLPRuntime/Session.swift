import MLPKernels
import Reserve
import Storage
import Threads

/// One thread's way to run a ``Model``: it owns the scratch memory and the worker threads.
///
/// Use a session from one thread at a time; make one for each thread of yours. A row's results are the
/// same bits in any batch, on any number of threads, as ``Model`` promises.
///
/// A session starts with scratch for one row a thread and takes more when a call first brings more
/// rows, up to a block of a hundred or so: no call of a size that was called before allocates, but for
/// the closure that several threads are handed. Where there is no memory for more, calls do with what
/// there is, in smaller blocks and on fewer threads.
public final class Session {
  /// The model.
  public let model: Model

  /// The model's, which counts a reference fewer for a row than by way of the model.
  private let network: PackedNetwork
  private let pool: WorkerPool
  /// The scratch of each thread.
  private var scratches: [PackedNetwork.Scratch]
  /// That of the calling thread for a single row, which never changes: small networks take less time
  /// for a row than the checks on a variable.
  private let singleRow: PackedNetwork.Scratch
  /// Scratch of `predictClasses` for the probabilities of rows, where the model is a classifier.
  var probabilities: FloatBuffer
  /// That for a single row, which never changes.
  let singleRowProbabilities: FloatBuffer

  /// A session that spreads rows over up to `threads` threads (the caller's own among them).
  ///
  /// No thread is started before a batch is large enough to be worth it. The session's last owner ends them.
  ///
  /// - Parameters:
  ///   - model: what to run; kept, and shared with other sessions.
  ///   - threads: 1 to 1024, the nearest of which any other number stands for.
  /// - Throws: ``LoadError/outOfMemory(_:)``.
  /// - Complexity: O(threads · the widest layer).
  public init(_ model: Model, threads: Int = 1) throws(LoadError) {
    self.model = model
    network = model.network
    pool = WorkerPool(threads: min(1024, threads))
    do {
      singleRow = try network.makeScratch(rows: 1)
      var scratches = [singleRow]
      for _ in 1..<pool.threads { scratches.append(try network.makeScratch(rows: 1)) }
      self.scratches = scratches
      singleRowProbabilities = try FloatBuffer(
        count: model.output.task == .classification ? model.outputCount : 0)
      probabilities = singleRowProbabilities
    } catch {
      throw .outOfMemory(error)
    }
  }

  /// Runs rows and writes the outputs: probabilities, or the numbers of a regression.
  ///
  /// - Parameters:
  ///   - x: rows [n, inputs], row-major, before scaling, each number relative to its feature's origin
  ///     (`Feature.relative(_:)`). Most models have no origins (`input.hasOrigins`).
  ///   - outputs: receives [n, outputs], row-major. A NaN in a row makes its outputs NaN.
  /// - Throws: ``ShapeError`` where `x` is not whole rows or `outputs` has not room for just them.
  /// - Complexity: O(n parameters).
  public func predict(
    _ x: Span<Float>, into outputs: inout MutableSpan<Float>
  ) throws(ShapeError) {
    var none = MutableSpan<Float>()
    try run(x, logits: &none, outputs: &outputs, wanted: outputs.count)
  }

  /// Runs rows and writes their logits: the last layer before its activation (and temperature).
  ///
  /// - Parameters:
  ///   - x: rows [n, inputs], row-major, before scaling, relative to origins as for ``predict(_:into:)``.
  ///   - logits: receives [n, outputs], row-major.
  /// - Throws: ``ShapeError``, as ``predict(_:into:)``.
  /// - Complexity: O(n parameters).
  public func predictLogits(
    _ x: Span<Float>, into logits: inout MutableSpan<Float>
  ) throws(ShapeError) {
    var none = MutableSpan<Float>()
    try run(x, logits: &logits, outputs: &none, wanted: logits.count)
  }

  /// The outputs of rows in an array of their own: [n, inputs] to [n, outputs].
  ///
  /// - Parameter x: rows [n, inputs], row-major, before scaling, relative to origins as for
  ///   ``predict(_:into:)``.
  /// - Returns: [n, outputs], row-major, as ``predict(_:into:)`` writes them.
  /// - Throws: ``ShapeError`` where the last row is not whole.
  /// - Complexity: O(n parameters), and the array.
  public func predict(_ x: [Float]) throws(ShapeError) -> [Float] {
    let rows = try rowCount(of: x.span)
    let (count, isTooLarge) = rows.multipliedReportingOverflow(by: model.outputCount)
    guard !isTooLarge else {
      throw ShapeError(
        what: "inputs", found: x.count, expected: "rows whose outputs can be counted")
    }
    var outputs = [Float](repeating: 0, count: count)
    var span = outputs.mutableSpan
    try predict(x.span, into: &span)
    return outputs
  }

  /// The rows of `x`.
  ///
  /// - Throws: ``ShapeError`` where the last is not whole.
  @inline(__always)
  func rowCount(of x: Span<Float>) throws(ShapeError) -> Int {
    // A division takes as long as a small network's layer.
    if x.count == model.inputCount { return 1 }
    let rows = x.count / model.inputCount
    guard rows * model.inputCount == x.count else {
      throw ShapeError(what: "inputs", found: x.count, expected: "rows of \(model.inputCount)")
    }
    return rows
  }

  private func run(
    _ x: Span<Float>, logits: inout MutableSpan<Float>, outputs: inout MutableSpan<Float>,
    wanted: Int
  ) throws(ShapeError) {
    let rows = try rowCount(of: x)
    let (expected, isTooLarge) = rows.multipliedReportingOverflow(by: model.outputCount)
    guard wanted == expected, !isTooLarge else {
      throw ShapeError(
        what: "outputs", found: wanted, expected: "\(rows) rows of \(model.outputCount)")
    }
    let (work, isLarge) = rows.multipliedReportingOverflow(by: model.weightCount)
    let parts = isLarge ? pool.threads : min(pool.threads, work / Self.workWorthAThread)
    if parts < 2, rows == 1 {
      // Apart from more rows, so that a reference fewer is counted: a small network's row notices.
      network.forward(
        rows: 1, x, logits: &logits, outputs: &outputs, scratch: singleRow)
      return
    }
    if parts < 2 {
      network.forward(
        rows: rows, x, logits: &logits, outputs: &outputs, scratch: scratch(rows: rows))
    } else if rows < Self.rowsWorthAThread * parts {
      network.forward(
        rows: rows, x, logits: &logits, outputs: &outputs, scratch: scratch(rows: rows),
        parts: parts, of: pool)
    } else {
      let split = RowParts(rows: rows, parts: parts)
      for part in 0..<parts { _ = scratch(rows: split.mostRows, of: part) }
      let (network, scratch) = (network, scratches)
      unsafe split.run(
        on: pool, x, &logits, &outputs, columns: network.outputCount
      ) { n, x, logits, outputs, part in
        network.forward(
          rows: n, x, logits: &logits, outputs: &outputs, scratch: scratch[part])
      }
    }
  }

  /// The scratch of a thread, with room for blocks of `rows` rows, or of fewer where there is no memory
  /// for more.
  private func scratch(rows: Int, of part: Int = 0) -> PackedNetwork.Scratch {
    let present = scratches[part]
    guard present.capacity < min(rows, PackedNetwork.Scratch.largestCapacity),
      let larger = optional({
        () throws(OutOfMemory) in
        try network.makeScratch(rows: max(rows, 2 * present.capacity))
      })
    else { return present }
    scratches[part] = larger
    return larger
  }

  /// What `make` makes, which calls can do without: nil where the system has no memory for it, for its small objects
  /// too, which would keep a part of libmlp's reserve from those who need it.
  func optional<Made>(_ make: () throws(OutOfMemory) -> Made) -> Made? {
    let reserve = ReserveWatch()
    guard let made = try? make(), !reserve.isUsed else { return nil }
    return made
  }

  /// Multiplications that take about as long as it takes to hand them to a thread that is awake.
  private static let workWorthAThread = 250_000

  /// With fewer rows for each thread, all threads walk the same rows and share the columns: that reads
  /// each weight once.
  private static let rowsWorthAThread = 12
}

/// A call's spans do not fit the model.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  /// Which span.
  public let what: String
  /// How many elements it has.
  public let found: Int
  /// How many it should have.
  public let expected: String

  /// One line for a person.
  public var description: String { "\(what): found \(found) elements, expected \(expected)" }
}
