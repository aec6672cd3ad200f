import MLPModel

// A configuration as facts of a model's provenance, and back: a checkpoint so says each setting once,
// where a person finds it too. Hidden layers and ranges are the model's own.

extension TrainingConfiguration {
  /// The settings in a fixed order.
  var facts: [Provenance.Entry] {
    var facts: [Provenance.Entry] = [
      .init(Key.seed, .integer(Int64(clamping: seed))),
      .init(Key.loss, .text(loss.rawValue)),
      .init(Key.batchSize, .integer(Int64(batchSize))),
      .init(Key.scaling, .text(scaling.rawValue)),
    ]
    switch optimiser {
    case .sgd(let sgd):
      facts += [
        .init(Key.optimiser, .text(Key.sgd)),
        .init(Key.learningRate, .number(sgd.learningRate)),
        .init(Key.momentum, .number(sgd.momentum)),
        .init(Key.l2, .number(sgd.l2)),
      ]
    case .adam(let adam):
      facts += [
        .init(Key.optimiser, .text(Key.adam)),
        .init(Key.learningRate, .number(adam.learningRate)),
        .init(Key.beta1, .number(adam.beta1)),
        .init(Key.beta2, .number(adam.beta2)),
        .init(Key.epsilon, .number(adam.epsilon)),
        .init(Key.l2, .number(adam.l2)),
      ]
    }
    if let earlyStopping {
      facts.append(.init(Key.patience, .integer(Int64(earlyStopping.patience))))
      facts.append(.init(Key.minimumImprovement, .number(earlyStopping.minimumImprovement)))
    }
    return facts
  }

  /// The configuration that a trainer's model tells of.
  ///
  /// - Throws: ``TrainingError/state(_:found:expected:)`` where a fact is missing or of another kind.
  public init(of model: MultilayerPerceptron) throws(TrainingError) {
    let facts = model.provenance
    func text(_ key: String) throws(TrainingError) -> String {
      guard case .text(let value) = facts[key] else { throw missing(key, "text") }
      return value
    }
    func integer(_ key: String) throws(TrainingError) -> Int {
      guard case .integer(let value) = facts[key] else { throw missing(key, "an integer") }
      return Int(value)
    }
    func number(_ key: String) throws(TrainingError) -> Double {
      guard case .number(let value) = facts[key] else { throw missing(key, "a number") }
      return value
    }
    func missing(_ key: String, _ expected: String) -> TrainingError {
      .state("fact \(key)", found: facts[key]?.description ?? "nothing", expected: expected)
    }
    guard let loss = Loss(rawValue: try text(Key.loss)) else {
      throw missing(Key.loss, "a known loss")
    }
    guard let scaling = FeatureScaling(rawValue: try text(Key.scaling)) else {
      throw missing(Key.scaling, "a known scaling")
    }
    let optimiser: Optimiser
    switch try text(Key.optimiser) {
    case Key.sgd:
      optimiser = .sgd(
        SGD(
          learningRate: try number(Key.learningRate), momentum: try number(Key.momentum),
          l2: try number(Key.l2)))
    case Key.adam:
      optimiser = .adam(
        Adam(
          learningRate: try number(Key.learningRate), beta1: try number(Key.beta1),
          beta2: try number(Key.beta2), epsilon: try number(Key.epsilon), l2: try number(Key.l2)))
    default: throw missing(Key.optimiser, "a known optimizer")
    }
    let seed = try integer(Key.seed)
    guard seed >= 0 else { throw missing(Key.seed, "0 or more") }
    self.init(
      hidden: model.layers.dropLast().map {
        HiddenLayer(width: $0.outputCount, activation: $0.activation)
      },
      loss: loss, optimiser: optimiser, batchSize: try integer(Key.batchSize), scaling: scaling,
      keepsRanges: model.input.features.allSatisfy { $0.range != nil },
      earlyStopping: facts[Key.patience] == nil
        ? nil
        : EarlyStopping(
          patience: try integer(Key.patience),
          minimumImprovement: try number(Key.minimumImprovement)),
      seed: UInt64(seed))
  }

  private enum Key {
    static let seed = "seed"
    static let loss = "loss"
    static let batchSize = "batch_size"
    static let scaling = "scaling"
    static let optimiser = "optimizer"
    static let sgd = "sgd"
    static let adam = "adam"
    static let learningRate = "learning_rate"
    static let momentum = "momentum"
    static let beta1 = "beta1"
    static let beta2 = "beta2"
    static let epsilon = "epsilon"
    static let l2 = "l2"
    static let patience = "patience"
    static let minimumImprovement = "minimum_improvement"
  }
}
