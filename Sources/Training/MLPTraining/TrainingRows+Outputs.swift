import MLPKernels
import MLPModel
import Storage

extension TrainingRows {
  /// What `model` gives the rows, in the arithmetic that runs it anywhere: the last layer before its
  /// activation and before any temperature, shape [rows, outputs], row-major; with what the model imputes
  /// for missing values.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(rows · parameters), on the calling thread.
  public func logits(of model: MultilayerPerceptron, tier: KernelTier = .best) throws -> [Float] {
    precondition(model.inputCount == table.featureNames.count)
    let imputed = table.hasMissingValues ? model.input.imputedValues : nil
    let network = try PackedNetwork(model, tier: tier)
    let blockRows = PackedNetwork.Scratch.largestCapacity
    let scratch = try network.makeScratch(rows: blockRows)
    var logits: [Float] = []
    logits.reserveCapacity(count * model.outputCount)
    for start in stride(from: 0, to: count, by: blockRows) {
      let block = rows[start..<min(count, start + blockRows)]
      let x = table.features.withSpan { features in
        block.flatMap { row in
          (0..<model.inputCount).map { j in
            let x = features[Int(row) * model.inputCount + j]
            return x.isNaN ? imputed?[j] ?? x : x
          }
        }
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
