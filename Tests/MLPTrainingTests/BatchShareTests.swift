import MLPKernels
import Synchronization
import Testing
import Threads

@testable import MLPTraining

/// What threads take of a batch: all of it, nothing twice.
@Suite struct BatchShareTests {
  @Test(arguments: [1, 2, 3, 4, 5, 7], [10, 64, 65, 120, 512])
  func blocksAreTheWholeProduct(threads: Int, outputs: Int) throws {
    let (inputs, rows) = (7, 9)
    let weights = try PackedWeights(inputCount: inputs, outputCount: outputs)
    weights.pack(numbers(inputs * outputs, seed: 1).span)
    let x = numbers(rows * RowLayout(columns: inputs).stride, seed: 2)
    let kernels = DenseKernels(tier: .best)
    func product(_ threads: Int) throws -> [Float] {
      let y = try FloatBuffer(count: rows * RowLayout(columns: outputs).stride)
      // What nobody computes stays what no product is.
      y.withMutableSpan { $0.update(repeating: .infinity) }
      WorkerPool(threads: threads).share(rows) { share in
        share.multiply(by: weights) { block in
          let layout = RowLayout(columns: inputs)
          y.withMutableSpan(block.rows.rows(of: RowLayout(columns: outputs).stride)) {
            kernels.multiply(
              rows: block.rows.count, x.span.extracting(block.rows.rows(of: layout.stride)), layout,
              by: weights, columns: block.columns, into: &$0)
          }
        }
      }
      return y.withSpan { y in
        (0..<rows).flatMap { row in
          (0..<outputs).map { y[row * RowLayout(columns: outputs).stride + $0] }
        }
      }
    }
    let found = try product(threads)
    #expect(found.allSatisfy { $0.isFinite })
    let alone = try product(1)
    #expect(bits(found) == bits(alone))
  }

  @Test(arguments: 1...9) func everyPieceHasAnOwnerAndThreadsHaveAboutAsMany(threads: Int) throws {
    let layout = try ParameterLayout(widths: [784, 512, 100, 10])
    for layer in layout.layers.indices {
      let owners = layout.pieces.filter { $0.layer == layer }.map { $0.owner(of: threads) }
      #expect(owners.allSatisfy { (0..<threads).contains($0) })
      let counts = (0..<threads).map { thread in owners.count { $0 == thread } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "layer \(layer)")
    }
  }

  /// A piece is its owner's from step to step, and its columns are those the owner multiplies by.
  @Test func ownersMultiplyByTheirPanels() throws {
    let layout = try ParameterLayout(widths: [40, 512])
    let weights = try PackedWeights(inputCount: 40, outputCount: 512)
    for threads in [2, 3, 5, 8, 16] {
      let blocks = Mutex([Int: (part: Int, parts: Int)]())
      WorkerPool(threads: threads).share(4) { share in
        share.multiply(by: weights) { block in
          blocks.withLock { $0[share.part] = block.columns }
        }
      }
      let columns = blocks.withLock { $0 }
      for piece in layout.pieces {
        guard let (part, parts) = columns[piece.owner(of: threads)] else {
          Issue.record("no block for the owner of \(piece)")
          continue
        }
        #expect((16 * part / parts..<16 * (part + 1) / parts).contains(piece.panel))
      }
    }
  }
}
