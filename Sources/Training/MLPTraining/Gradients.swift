import FloatControl
import MLPKernels
import MLPModel
import Threads

/// The loss of some rows: sums that means are made of.
struct LossSum: Sendable, Equatable {
  /// Σ w l over the rows, in their order; w is 1 where rows have no weights.
  var loss = 0.0
  /// Σ w.
  var weight = 0.0
  /// Right answers.
  var correct = 0
  /// Rows.
  var rows = 0

  /// Adds sums of their own, such as a batch's.
  mutating func add(_ other: LossSum) {
    loss += other.loss
    weight += other.weight
    correct += other.correct
    rows += other.rows
  }
}

/// A mini-batch through both passes, on the threads of a pool.
///
/// Threads take their shares of it (``BatchShare``), then pieces of each dW_k: parts of results, never terms of a
/// sum. What a row gives does not depend on the rows beside it, nor a column on the columns, so the bits are the
/// same for any number of threads.
struct Gradients {
  let loader: BatchLoader
  let forward: ForwardPass
  let backward: Backpropagation
  let dropout: Dropout?
  let weights: RowWeights?
  let pool: WorkerPool

  private var loss: Loss { backward.loss }
  private var layerCount: Int { forward.network.layerCount }

  /// Computes the gradients of J over `batch`, of as many rows as the workspace has, in an epoch.
  ///
  /// Calls `use` with each piece of the gradients as soon as it is there, on the thread that computed it, which
  /// computes the next one in the same place unless `room` is for all.
  ///
  /// - Returns: the losses of the rows, added up.
  func compute(
    _ batch: ArraySlice<UInt32>, of table: TrainingTable, epoch: Int, in work: Workspace,
    into room: GradientRoom, then use: (PieceGradient) -> Void = { _ in }
  ) -> LossSum {
    precondition(batch.count == work.rowCount)
    let masks = dropout?.masks(batch, epoch: epoch)
    weights?.setFactors(batch, of: table, in: work)
    pool.share(work.rowCount) { share in
      let rows = share.rows
      loader.load(batch, of: table, rows: rows, into: work)
      forward.logits(work, share, dropping: masks)
      forward.output(work, rows: rows)
      backward.outputPreactivation(work, rows: rows)
      for index in (0..<layerCount).reversed() {
        backward.packGradient(work, index, rows: rows)
        if index > 0 {
          backward.previousActivation(work, index, share)
          masks?.apply(index - 1, to: work.layers[index].inputGradient, rows: rows)
          backward.previousPreactivation(work, index, rows: rows)
        }
      }
      share.wait()
      forEachPiece(of: share) { piece in
        let gradient = room.place(of: piece, part: share.part)
        backward.weightGradient(work, into: gradient)
        backward.biasGradient(work, into: gradient)
        use(gradient)
      }
    }
    var sum = LossSum()
    add(work, batch, of: table, to: &sum)
    return sum
  }

  /// Calls `body` for every piece of the parameters, on the threads of the pool.
  func forEachPiece(_ body: (ParameterPiece) -> Void) {
    pool.share(0) { forEachPiece(of: $0, body) }
  }

  private func forEachPiece(of share: BatchShare, _ body: (ParameterPiece) -> Void) {
    for piece in forward.network.layout.pieces where share.owns(piece) { body(piece) }
  }

  /// The losses of `rows` added up, without gradients, as many at a time as the workspace has.
  ///
  /// - Parameter scales: those of the outputs where the network has the parameters of the model, so that it answers in
  ///   the table's unit; nil where its outputs are scaled already.
  func evaluate(
    _ rows: TrainingRows, in work: Workspace, answeringIn scales: [OutputScale]? = nil
  ) -> LossSum {
    var total = LossSum()
    for start in stride(from: 0, to: rows.count, by: work.rowCount) {
      let batch = rows.rows[start..<min(rows.count, start + work.rowCount)]
      pool.share(batch.count) { share in
        loader.load(batch, of: rows.table, rows: share.rows, into: work)
        forward.logits(work, share)
        if let scales { scale(work, rows: share.rows, scales) }
      }
      add(work, batch, of: rows.table, to: &total)
    }
    return total
  }

  /// Scales the answers to some rows as the targets are.
  private func scale(_ work: Workspace, rows: Range<Int>, _ scales: [OutputScale]) {
    for row in rows {
      work.last.preactivation.withMutableRows(row..<row + 1) { z in
        for (c, scale) in scales.enumerated() { z[c] = scale.scaled(Double(z[c])) }
      }
    }
  }

  /// Adds the losses of a batch's rows, on the calling thread, in their order.
  private func add(
    _ work: Workspace, _ batch: ArraySlice<UInt32>, of table: TrainingTable, to sum: inout LossSum
  ) {
    let columns = work.last.outputCount
    for (row, number) in batch.enumerated() {
      let weight = weights?.weight(of: Int(number), in: table) ?? 1
      work.last.preactivation.withRows(row..<row + 1) { z in
        work.targets.withRows(row..<row + 1) { t in
          let z = z.extracting(first: columns)
          let t = t.extracting(first: columns)
          sum.loss += weight * loss.ofRow(z, t, backward.kernels)
          sum.weight += weight
          sum.correct += loss.correctAnswers(z, t)
        }
      }
    }
    sum.rows += batch.count
  }
}

extension WorkerPool {
  /// Runs `body` on every thread, with its share of `rows` rows and the default floating-point environment.
  func share(_ rows: Int, _ body: (BatchShare) -> Void) {
    runTogether(threads) { part, barrier in
      withDefaultFloatControl {
        body(BatchShare(part: part, barrier: barrier, rowCount: rows))
      }
    }
  }
}
