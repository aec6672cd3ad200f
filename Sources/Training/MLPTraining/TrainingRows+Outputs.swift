import MLPKernels
import MLPModel
import Storage

extension TrainingRows {
  /// What `model` gives the rows, in the arithmetic that runs it anywhere: the last layer before its
  /// activation and before any temperature, shape [rows, outputs], row-major.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(rows · parameters), on the calling thread.
  public func logits(of model: MultilayerPerceptron, tier: KernelTier = .best) throws -> [Float] {
    precondition(model.inputCount == table.featureNames.count)
    let network = try PackedNetwork(model, tier: tier)
    let blockRows = PackedNetwork.Scratch.largestCapacity
    let scratch = try network.makeScratch(rows: blockRows)
    let features = table.features
    var logits: [Float] = []
    logits.reserveCapacity(count * model.outputCount)
    for start in stride(from: 0, to: count, by: blockRows) {
      let block = rows[start..<min(count, start + blockRows)]
      let x = block.flatMap { row in
        features[Int(row) * model.inputCount..<(Int(row) + 1) * model.inputCount]
      }
      var results = [Float](repeating: 0, count: block.count * model.outputCount)
      var span = results.mutableSpan
      var none = MutableSpan<Float>()
      network.forward(
        rows: block.count, x.span, logits: &span, outputs: &none, scratch: scratch)
      logits += results
    }
    return logits
  }
}
