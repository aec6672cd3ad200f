import MLPModel
import Storage

extension Trainer {
  /// The network of the best epoch, or as it was drawn before the end of the first, with everything
  /// that running it takes.
  ///
  /// Its provenance tells the configuration and what the epoch came to; `facts` stand before these.
  ///
  /// - Throws: `InvalidModel` where a name is empty or stands twice, `OutOfMemory`.
  /// - Complexity: O(parameters).
  public func model(facts: [Provenance.Entry] = []) throws -> MultilayerPerceptron {
    let values = best?.parameters ?? network.parameters.values
    var layers: [DenseLayer] = []
    var next = 0
    for (layer, activation) in zip(network.layout.layers, network.activations) {
      let bias = next + layer.weights.count
      let end = bias + layer.bias.count
      layers.append(
        try DenseLayer(
          inputCount: layer.inputCount, outputCount: layer.outputCount,
          weights: FloatBlock(Array(values[next..<bias])),
          bias: FloatBlock(Array(values[bias..<end])),
          activation: activation))
      next = end
    }
    return try MultilayerPerceptron(
      input: InputDescription(features: features), layers: layers,
      output: OutputDescription(task: task, labels: training.table.labels),
      provenance: Provenance(entries: facts + configuration.facts + runFacts))
  }

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

extension TrainingConfiguration {
  /// The settings as facts of a model's provenance; those of the layers are the model's own.
  var facts: [Provenance.Entry] {
    var facts: [Provenance.Entry] = [
      .init("seed", .integer(Int64(clamping: seed))),
      .init("loss", .text(loss.rawValue)),
      .init("batch_size", .integer(Int64(batchSize))),
      .init("scaling", .text(scaling.rawValue)),
    ]
    switch optimiser {
    case .sgd(let sgd):
      facts += [
        .init("optimizer", .text("sgd")),
        .init("learning_rate", .number(sgd.learningRate)),
        .init("momentum", .number(sgd.momentum)),
        .init("l2", .number(sgd.l2)),
      ]
    case .adam(let adam):
      facts += [
        .init("optimizer", .text("adam")),
        .init("learning_rate", .number(adam.learningRate)),
        .init("beta1", .number(adam.beta1)),
        .init("beta2", .number(adam.beta2)),
        .init("epsilon", .number(adam.epsilon)),
        .init("l2", .number(adam.l2)),
      ]
    }
    if let earlyStopping {
      facts.append(.init("patience", .integer(Int64(earlyStopping.patience))))
      facts.append(.init("minimum_improvement", .number(earlyStopping.minimumImprovement)))
    }
    return facts
  }
}
