import MLPKernels
import MLPModel
import Threads

/// One thread's share of the work on a mini-batch.
///
/// Threads divide the rows, but the columns of products: each core then reads the weights that it changed itself in
/// the step before, and not those that it has to fetch from another's cache.
struct BatchShare {
  /// Which thread, of `barrier.parts`.
  let part: Int
  let barrier: SpinBarrier
  /// m.
  let rowCount: Int

  /// The rows that this thread takes in all but products by columns.
  var rows: Range<Int> { .part(part, of: barrier.parts, rowCount) }

  /// A part of a table [m, n]: rows, and of their columns one part of `columns.parts`.
  struct Block {
    let rows: Range<Int>
    let columns: (part: Int, parts: Int)
  }

  /// Calls `body` with the thread's block of the product of a table [m, inputs] and weights [inputs, outputs],
  /// as soon as all rows that it needs are there; returns when all that follows in this thread's rows is there.
  func multiply(by weights: PackedWeights, _ body: (Block) -> Void) {
    let columnParts = min(barrier.parts, weights.panelCount)
    guard columnParts > 1 else { return body(Block(rows: rows, columns: (0, 1))) }
    // More threads than panels share the rows of a panel.
    let rowParts = barrier.parts / columnParts
    barrier.wait()
    if part < columnParts * rowParts {
      body(
        Block(
          rows: .part(part % rowParts, of: rowParts, rowCount),
          columns: (part / rowParts, columnParts)))
    }
    barrier.wait()
  }

  /// Whether the thread computes the gradient of a piece, and changes its weights.
  func owns(_ piece: ParameterPiece) -> Bool { piece.owner(of: barrier.parts) == part }

  /// Returns when all threads are here.
  func wait() { barrier.wait() }
}
