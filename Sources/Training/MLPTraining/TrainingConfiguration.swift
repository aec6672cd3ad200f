import MLPModel

/// What makes a run what it is: the same configuration on the same data gives the same bits.
public struct TrainingConfiguration: Sendable, Equatable {
  /// The most epochs that a run, or a schedule, may have.
  public static let largestEpoch = 1_000_000

  /// The hidden layers, first to last; none makes the network a linear model.
  public var hidden: [HiddenLayer]
  /// What is made small; it decides the output layer too.
  public var loss: Loss
  /// How much of what is true is given to all outputs alike: 0 to below 1, and 0 for numbers.
  public var labelSmoothing: Double
  /// How much each class counts; nil where all count 1.
  public var classWeights: ClassWeights?
  /// The probability with which training drops a hidden unit: 0 to below 1.
  public var dropout: Double
  /// How gradients change the parameters.
  public var optimiser: Optimiser
  /// How the learning rate changes from step to step.
  public var schedule: LearningRateSchedule
  /// The largest Euclidean norm that the gradients of all parameters together may have, above 0.
  ///
  /// Longer ones are shortened to it; nil for no limit.
  public var gradientLimit: Double?
  /// Rows in a step, m: 1 or more, where more than there are means all of them.
  public var batchSize: Int
  /// How the features are scaled.
  public var scaling: FeatureScaling
  /// What stands for missing values of features.
  public var imputation: Imputation
  /// How the numbers to learn are scaled; none where there are no numbers.
  public var targetScaling: TargetScaling
  /// Whether the model tells the smallest and largest training value of each feature.
  public var keepsRanges: Bool
  /// When to stop before the last epoch; needs validation rows.
  public var earlyStopping: EarlyStopping?
  /// The seed of everything random: 0 to 2^63 - 1, so that a model file can say it.
  public var seed: UInt64

  /// A hidden layer.
  public struct HiddenLayer: Sendable, Equatable {
    /// The number of its outputs: 1 or more.
    public var width: Int
    /// What it applies to them.
    public var activation: Activation

    /// A layer of that width.
    public init(width: Int, activation: Activation = .relu) {
      self.width = width
      self.activation = activation
    }
  }

  /// When training stops by itself.
  public struct EarlyStopping: Sendable, Equatable {
    /// How many epochs in a row may bring nothing better: 1 or more.
    public var patience: Int
    /// By how much the validation loss has to fall to count as better: 0 or more.
    public var minimumImprovement: Double

    /// Stops after `patience` epochs without improvement.
    public init(patience: Int, minimumImprovement: Double = 0) {
      self.patience = patience
      self.minimumImprovement = minimumImprovement
    }
  }

  /// A configuration; by default numbers to learn are standardised.
  public init(
    hidden: [HiddenLayer], loss: Loss, labelSmoothing: Double = 0,
    classWeights: ClassWeights? = nil, dropout: Double = 0, optimiser: Optimiser = .adam(Adam()),
    schedule: LearningRateSchedule = LearningRateSchedule(), gradientLimit: Double? = nil,
    batchSize: Int = 32, scaling: FeatureScaling = .standard, imputation: Imputation = .error,
    targetScaling: TargetScaling? = nil, keepsRanges: Bool = true,
    earlyStopping: EarlyStopping? = nil, seed: UInt64 = 0
  ) {
    self.hidden = hidden
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
    self.dropout = dropout
    self.optimiser = optimiser
    self.schedule = schedule
    self.gradientLimit = gradientLimit
    self.batchSize = batchSize
    self.scaling = scaling
    self.imputation = imputation
    self.targetScaling = targetScaling ?? (loss.isOfNumbers ? .standard : .none)
    self.keepsRanges = keepsRanges
    self.earlyStopping = earlyStopping
    self.seed = seed
  }

  /// Checks every setting.
  ///
  /// - Throws: ``TrainingError/configuration(_:found:expected:)`` for the first that is wrong.
  public func check() throws(TrainingError) {
    for (index, layer) in hidden.enumerated() {
      guard layer.width >= 1 else {
        throw .configuration(
          "width of hidden layer \(index + 1)", found: "\(layer.width)", expected: "1 or more")
      }
      for parameter in layer.activation.parameters where !parameter.value.isFinite {
        throw .configuration(
          "\(parameter.name) of hidden layer \(index + 1)", found: "\(parameter.value)",
          expected: "a finite number")
      }
    }
    try checkLoss()
    try MLPTraining.check("dropout", dropout, (0..<1).contains(dropout), "0 to below 1")
    if hidden.isEmpty {
      try MLPTraining.check("dropout", dropout, dropout == 0, "0 without hidden layers")
    }
    try optimiser.check()
    if let gradientLimit {
      try MLPTraining.check("gradient limit", gradientLimit, gradientLimit > 0, "above 0")
    }
    guard batchSize >= 1 else {
      throw .configuration("batch size", found: "\(batchSize)", expected: "1 or more")
    }
    guard seed <= UInt64(Int64.max) else {
      throw .configuration("seed", found: "\(seed)", expected: "0 to \(Int64.max)")
    }
    if let earlyStopping {
      guard earlyStopping.patience >= 1 else {
        throw .configuration(
          "patience", found: "\(earlyStopping.patience)", expected: "1 or more")
      }
      try MLPTraining.check(
        "minimum improvement", earlyStopping.minimumImprovement,
        earlyStopping.minimumImprovement >= 0, "0 or more")
    }
  }

  private func checkLoss() throws(TrainingError) {
    if case .huber(let delta) = loss {
      try MLPTraining.check("huber delta", delta, delta > 0, "above 0")
    }
    try MLPTraining.check(
      "label smoothing", labelSmoothing, (0..<1).contains(labelSmoothing), "0 to below 1")
    if loss.isOfNumbers {
      try MLPTraining.check(
        "label smoothing", labelSmoothing, labelSmoothing == 0, "0 for \(loss.name)")
    } else if targetScaling != .none {
      throw .configuration(
        "target scaling", found: targetScaling.rawValue, expected: "none for \(loss.name)")
    }
  }
}
