import MLPKernels

/// Dropout after every hidden layer, in training alone: with a probability a unit of a row gives 0.
///
/// Otherwise it gives 1 / (1 - probability) times what it would. PyTorch's `Dropout`, Srivastava et al. 2014.
///
/// Whether a unit is dropped depends on seed, epoch, the row's number in its table, and the unit, and on
/// nothing else: not on batches, threads or the step (SCHEMA.md, "Random numbers"). So nothing is kept
/// for the backward pass, which draws the same again.
struct Dropout {
  let kernels: TrainingKernels
  let seed: UInt64
  /// The probability, 0 to below 1.
  let rate: Double
  /// Where the units of each hidden layer begin, all counted through: multiples of 64.
  private let firstUnits: [Int]

  /// Dropout in a network of that layout; nil where the rate is 0.
  init?(rate: Double, seed: UInt64, _ layout: ParameterLayout, _ kernels: TrainingKernels) {
    guard rate > 0 else { return nil }
    self.kernels = kernels
    self.seed = seed
    self.rate = rate
    var firstUnits: [Int] = []
    var next = 0
    for layer in layout.layers.dropLast() {
      firstUnits.append(next)
      next += (layer.outputCount + 63) / 64 * 64
    }
    self.firstUnits = firstUnits
  }

  /// The masks of a batch's rows in an epoch.
  func masks(_ batch: ArraySlice<UInt32>, epoch: Int) -> DropoutMasks {
    DropoutMasks(dropout: self, batch: batch, epoch: epoch)
  }

  /// The draw of one row in a layer.
  fileprivate func draw(_ layer: Int, row: UInt32, epoch: Int) -> DropoutDraw {
    DropoutDraw(
      seed: seed, stream: RandomStream.dropout.number(epoch), row: row,
      firstUnit: firstUnits[layer], rate: rate)
  }
}

/// One row's draw in a layer: which of its units stay.
struct DropoutDraw {
  let seed: UInt64
  let stream: UInt64
  let row: UInt32
  let firstUnit: Int
  let rate: Double
}

/// The masks of a batch.
struct DropoutMasks {
  let dropout: Dropout
  let batch: ArraySlice<UInt32>
  let epoch: Int

  /// a_k ⊙ mask / (1 - p) from a_k, for rows `rows` of the batch; `index` is k - 1.
  func apply(_ index: Int, _ activation: Activations, into output: Activations, rows: Range<Int>) {
    for i in rows {
      activation.withRows(i..<i + 1) { a in
        output.withMutableRows(i..<i + 1) { output in
          dropout.kernels.drop(draw(index, i), columns: activation.layout.columns, a, into: &output)
        }
      }
    }
  }

  /// da_k ⊙ mask / (1 - p) in place of da_k: the derivative of ``apply(_:_:into:rows:)``.
  func apply(_ index: Int, to gradient: Activations, rows: Range<Int>) {
    for i in rows {
      gradient.withMutableRows(i..<i + 1) {
        dropout.kernels.drop(draw(index, i), columns: gradient.layout.columns, &$0)
      }
    }
  }

  private func draw(_ index: Int, _ i: Int) -> DropoutDraw {
    dropout.draw(index, row: batch[batch.startIndex + i], epoch: epoch)
  }
}
