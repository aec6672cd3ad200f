import MLPModel
import Storage

extension Trainer {
  /// The network of the best epoch, or as it was drawn before the end of the first, with everything
  /// that running it takes.
  ///
  /// Its provenance tells the configuration and what the epoch came to; `facts` stand before these.
  ///
  /// - Parameters:
  ///   - facts: what the provenance tells first.
  ///   - temperature: what the model's logits are divided by, from the validation rows.
  /// - Throws: `InvalidModel` where a name is empty or stands twice, `OutOfMemory`.
  /// - Complexity: O(parameters).
  public func model(
    facts: [Provenance.Entry] = [], temperature: Float = 1
  ) throws -> MultilayerPerceptron {
    let values = best?.parameters ?? modelParameters
    var layers: [DenseLayer] = []
    var next = 0
    for (layer, activation) in zip(network.layout.layers, network.activations) {
      let bias = next + layer.weightCount
      let end = bias + layer.outputCount
      layers.append(
        try DenseLayer(
          inputCount: layer.inputCount, outputCount: layer.outputCount,
          weights: FloatBlock(Array(values[next..<bias])),
          bias: FloatBlock(Array(values[bias..<end])),
          activation: activation))
      next = end
    }
    return try MultilayerPerceptron(
      input: InputDescription(
        features: features, categories: training.table.categories,
        privacyNote: configuration.keepsRanges ? Self.privacyNote : nil),
      layers: layers,
      output: OutputDescription(
        task: task, labels: training.table.labels, temperature: temperature),
      provenance: Provenance(entries: facts + configuration.facts + runFacts))
  }

  /// The features that no training row has a value of; they have no effect on the model.
  public var featuresWithoutValue: [Int] { features.indices.filter { features[$0].scale == 0 } }

  private static let privacyNote =
    "minimum and maximum are values of single training rows; leave them out where those are private"

  private var runFacts: [Provenance.Entry] {
    var facts: [Provenance.Entry] = [
      .init("training_rows", .integer(Int64(training.count))),
      .init("validation_rows", .integer(Int64(validation?.count ?? 0))),
    ]
    guard let report = best?.report else { return facts }
    facts.append(.init("epoch", .integer(Int64(report.epoch))))
    facts.append(.init("training_loss", .number(report.loss)))
    if let accuracy = report.accuracy {
      facts.append(.init("training_accuracy", .number(accuracy)))
    }
    if let loss = report.validationLoss { facts.append(.init("validation_loss", .number(loss))) }
    if let accuracy = report.validationAccuracy {
      facts.append(.init("validation_accuracy", .number(accuracy)))
    }
    return facts
  }
}
