import Random

/// The mini-batches of one pass over the training rows.
///
/// The rows are shuffled anew for every epoch, from their own order and from draws that depend on
/// seed and epoch alone (``RandomStream/shuffle``), then cut into batches; the last may be smaller.
struct Epoch {
  private let order: [UInt32]
  private let batchSize: Int

  /// Epoch `number`, from 1.
  init(_ number: Int, of rows: TrainingRows, batchSize: Int, seed: UInt64) {
    var order = rows.rows
    var generator = RandomStream.shuffle.generator(seed: seed, number)
    order.shuffle(using: &generator)
    self.order = order
    self.batchSize = batchSize
  }

  /// How many batches an epoch of `rows` rows has.
  static func batchCount(rows: Int, batchSize: Int) -> Int { (rows + batchSize - 1) / batchSize }

  /// The rows of a batch, by their numbers in the table.
  subscript(batch: Int) -> ArraySlice<UInt32> {
    order[batch * batchSize..<min(order.count, (batch + 1) * batchSize)]
  }
}
