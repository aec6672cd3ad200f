import MLPModel

// A configuration as facts of a model's provenance, and back: a checkpoint so says each setting once,
// where a person finds it too. Hidden layers and ranges are the model's own. What is off has no fact.

extension TrainingConfiguration {
  /// The settings in a fixed order.
  var facts: [Provenance.Entry] {
    var facts: [Provenance.Entry] = [
      .init(Key.seed, .integer(Int64(clamping: seed))),
      .init(Key.loss, .text(loss.name)),
    ]
    if case .huber(let delta) = loss { facts.append(.init(Key.delta, .number(delta))) }
    if labelSmoothing > 0 { facts.append(.init(Key.labelSmoothing, .number(labelSmoothing))) }
    if let classWeights { facts.append(.init(Key.classWeights, .text(classWeights.text))) }
    if dropout > 0 { facts.append(.init(Key.dropout, .number(dropout))) }
    facts += [
      .init(Key.batchSize, .integer(Int64(batchSize))),
      .init(Key.scaling, .text(scaling.rawValue)),
    ]
    if imputation != .error { facts.append(.init(Key.imputation, .text(imputation.rawValue))) }
    if loss.isOfNumbers {
      facts.append(.init(Key.targetScaling, .text(targetScaling.rawValue)))
    }
    facts += optimiser.facts + schedule.facts
    if let gradientLimit { facts.append(.init(Key.gradientLimit, .number(gradientLimit))) }
    if let earlyStopping {
      facts.append(.init(Key.patience, .integer(Int64(earlyStopping.patience))))
      facts.append(.init(Key.minimumImprovement, .number(earlyStopping.minimumImprovement)))
    }
    return facts
  }

  /// The configuration that a trainer's model tells of.
  ///
  /// - Throws: ``TrainingError/configuration(_:found:expected:)`` where a fact is missing or of another kind.
  public init(of model: MultilayerPerceptron) throws(TrainingError) {
    let facts = FactReader(facts: model.provenance)
    let loss = try Loss(facts)
    guard let scaling = FeatureScaling(rawValue: try facts.text(Key.scaling)) else {
      throw facts.unexpected(Key.scaling, "a known scaling")
    }
    var targetScaling: TargetScaling?
    if loss.isOfNumbers {
      targetScaling = TargetScaling(rawValue: try facts.text(Key.targetScaling))
      if targetScaling == nil { throw facts.unexpected(Key.targetScaling, "a known scaling") }
    }
    let seed = try facts.integer(Key.seed)
    guard seed >= 0 else { throw facts.unexpected(Key.seed, "0 or more") }
    self.init(
      hidden: model.layers.dropLast().map {
        HiddenLayer(width: $0.outputCount, activation: $0.activation)
      },
      loss: loss, labelSmoothing: try facts.optional(Key.labelSmoothing, facts.number) ?? 0,
      classWeights: try facts.optional(Key.classWeights) { key throws(TrainingError) in
        guard let weights = ClassWeights(text: try facts.text(key)) else {
          throw facts.unexpected(key, "weights")
        }
        return weights
      },
      dropout: try facts.optional(Key.dropout, facts.number) ?? 0,
      optimiser: try Optimiser(facts), schedule: try LearningRateSchedule(facts),
      gradientLimit: try facts.optional(Key.gradientLimit, facts.number),
      batchSize: try facts.integer(Key.batchSize), scaling: scaling,
      imputation: try facts.optional(Key.imputation) { key throws(TrainingError) in
        guard let imputation = Imputation(rawValue: try facts.text(key)) else {
          throw facts.unexpected(key, "a known imputation")
        }
        return imputation
      } ?? .error,
      targetScaling: targetScaling,
      keepsRanges: model.input.features.allSatisfy { $0.range != nil },
      earlyStopping: try facts.optional(Key.patience) { key throws(TrainingError) in
        EarlyStopping(
          patience: try facts.integer(key),
          minimumImprovement: try facts.number(Key.minimumImprovement))
      },
      seed: UInt64(seed))
  }
}

extension Loss {
  fileprivate init(_ facts: FactReader) throws(TrainingError) {
    let name = try facts.text(Key.loss)
    let delta = try facts.optional(Key.delta, facts.number) ?? 1
    let all: [Loss] = [
      .negativeLogLikelihood, .binaryCrossEntropy, .squaredError, .huber(delta: delta),
    ]
    guard let loss = all.first(where: { $0.name == name }) else {
      throw facts.unexpected(Key.loss, "a known loss")
    }
    self = loss
  }
}

extension ClassWeights {
  /// `balanced`, or the weights in the order of the labels.
  fileprivate var text: String {
    switch self {
    case .balanced: "balanced"
    case .given(let weights): weights.map(\.description).joined(separator: ",")
    }
  }

  fileprivate init?(text: String) {
    if text == "balanced" {
      self = .balanced
    } else {
      let parts = text.split(separator: ",")
      let weights = parts.compactMap { Double($0) }
      guard weights.count == parts.count else { return nil }
      self = .given(weights)
    }
  }
}

extension Optimiser {
  fileprivate var facts: [Provenance.Entry] {
    switch self {
    case .sgd(let sgd):
      return [
        .init(Key.optimiser, .text(Key.sgd)),
        .init(Key.learningRate, .number(sgd.learningRate)),
        .init(sgd.nesterov ? Key.nesterovMomentum : Key.momentum, .number(sgd.momentum)),
        .init(Key.l2, .number(sgd.l2)),
      ]
    case .adam(let adam):
      var facts: [Provenance.Entry] = [
        .init(Key.optimiser, .text(adam.weightDecay == nil ? Key.adam : Key.adamW)),
        .init(Key.learningRate, .number(adam.learningRate)),
        .init(Key.beta1, .number(adam.beta1)),
        .init(Key.beta2, .number(adam.beta2)),
        .init(Key.epsilon, .number(adam.epsilon)),
        .init(Key.l2, .number(adam.l2)),
      ]
      if let decay = adam.weightDecay { facts.append(.init(Key.weightDecay, .number(decay))) }
      return facts
    }
  }

  fileprivate init(_ facts: FactReader) throws(TrainingError) {
    let rate = try facts.number(Key.learningRate)
    let l2 = try facts.number(Key.l2)
    let name = try facts.text(Key.optimiser)
    switch name {
    case Key.sgd:
      let nesterov = facts.facts[Key.nesterovMomentum] != nil
      self = .sgd(
        SGD(
          learningRate: rate,
          momentum: try facts.number(nesterov ? Key.nesterovMomentum : Key.momentum),
          nesterov: nesterov, l2: l2))
    case Key.adam, Key.adamW:
      self = .adam(
        Adam(
          learningRate: rate, beta1: try facts.number(Key.beta1),
          beta2: try facts.number(Key.beta2), epsilon: try facts.number(Key.epsilon), l2: l2,
          weightDecay: name == Key.adam ? nil : try facts.number(Key.weightDecay)))
    default: throw facts.unexpected(Key.optimiser, "a known optimizer")
    }
  }
}

extension LearningRateSchedule {
  fileprivate var facts: [Provenance.Entry] {
    var facts: [Provenance.Entry] = []
    func add(_ name: String, epochs: Int) {
      facts.append(.init(Key.schedule, .text(name)))
      facts.append(.init(Key.scheduleEpochs, .integer(Int64(epochs))))
    }
    switch shape {
    case .constant: break
    case .step(let epochs, let factor):
      add(Key.step, epochs: epochs)
      facts.append(.init(Key.stepFactor, .number(factor)))
    case .cosine(let epochs): add(Key.cosine, epochs: epochs)
    case .oneCycle(let epochs): add(Key.oneCycle, epochs: epochs)
    }
    if warmupSteps > 0 { facts.append(.init(Key.warmupSteps, .integer(Int64(warmupSteps)))) }
    return facts
  }

  fileprivate init(_ facts: FactReader) throws(TrainingError) {
    let shape: Shape
    switch try facts.optional(Key.schedule, facts.text) {
    case nil: shape = .constant
    case Key.step:
      shape = .step(
        epochs: try facts.integer(Key.scheduleEpochs), factor: try facts.number(Key.stepFactor))
    case Key.cosine: shape = .cosine(epochs: try facts.integer(Key.scheduleEpochs))
    case Key.oneCycle: shape = .oneCycle(epochs: try facts.integer(Key.scheduleEpochs))
    default: throw facts.unexpected(Key.schedule, "a known schedule")
    }
    self.init(shape, warmupSteps: try facts.optional(Key.warmupSteps, facts.integer) ?? 0)
  }
}

/// Facts by key, each of the kind that it should be.
private struct FactReader {
  let facts: Provenance

  func text(_ key: String) throws(TrainingError) -> String {
    guard case .text(let value) = facts[key] else { throw unexpected(key, "text") }
    return value
  }

  func integer(_ key: String) throws(TrainingError) -> Int {
    guard case .integer(let value) = facts[key] else { throw unexpected(key, "an integer") }
    return Int(value)
  }

  func number(_ key: String) throws(TrainingError) -> Double {
    guard case .number(let value) = facts[key] else { throw unexpected(key, "a number") }
    return value
  }

  /// What `read` makes of a fact; nil where there is none.
  func optional<T>(
    _ key: String, _ read: (String) throws(TrainingError) -> T
  ) throws(TrainingError) -> T? {
    facts[key] == nil ? nil : try read(key)
  }

  func unexpected(_ key: String, _ expected: String) -> TrainingError {
    .configuration(key, found: facts[key]?.description ?? "nothing", expected: expected)
  }
}

private enum Key {
  static let seed = "seed"
  static let loss = "loss"
  static let delta = "huber_delta"
  static let labelSmoothing = "label_smoothing"
  static let classWeights = "class_weights"
  static let dropout = "dropout"
  static let targetScaling = "target_scaling"
  static let batchSize = "batch_size"
  static let scaling = "scaling"
  static let imputation = "imputation"
  static let optimiser = "optimizer"
  static let sgd = "sgd"
  static let adam = "adam"
  static let adamW = "adamw"
  static let learningRate = "learning_rate"
  static let momentum = "momentum"
  static let nesterovMomentum = "nesterov_momentum"
  static let beta1 = "beta1"
  static let beta2 = "beta2"
  static let epsilon = "epsilon"
  static let l2 = "l2"
  static let weightDecay = "weight_decay"
  static let schedule = "learning_rate_schedule"
  static let step = "step"
  static let cosine = "cosine"
  static let oneCycle = "one_cycle"
  static let scheduleEpochs = "schedule_epochs"
  static let stepFactor = "learning_rate_factor"
  static let warmupSteps = "warmup_steps"
  static let gradientLimit = "gradient_limit"
  static let patience = "patience"
  static let minimumImprovement = "minimum_improvement"
}
