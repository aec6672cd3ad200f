import CommandLineTools

// What is learned and how: the loss, the optimizer, and what keeps a network from learning by heart.

extension Options {
  static let sampleWeight = Option(
    "sample-weight", value: "COLUMN", form: .item,
    help: "The column that tells how much each row counts.")

  static let loss = Option(
    "loss", value: "NAME", default: LossChoice.auto.rawValue,
    choices: LossChoice.allCases.map(\.rawValue),
    help:
      "What is made small; auto: negative_log_likelihood for classes, binary_cross_entropy for labels "
      + "that apply or not, squared_error for numbers.")
  static let huberDelta = Option(
    "huber-delta", value: "X",
    help: "From which error on huber is linear, in standard deviations of the target unless "
      + "--target-scale is none (default: 1).")
  static let labelSmoothing = Option(
    "label-smoothing", value: "X", default: "0",
    help: "The share of each row's truth that goes to all classes alike, below 1.")
  static let classWeight = Option(
    "class-weight", value: "WEIGHTS", form: .list,
    help: "How much classes count: `balanced`, all the same together, or items CLASS=X; others 1.")
  static let targetScale = Option(
    "target-scale", value: "HOW", choices: ["standard", "none"],
    help:
      "How numbers to learn are scaled while it learns, and losses with them; the model answers "
      + "in their own unit (default: standard).")
  static let lossSection = OptionSection(
    "Loss", [loss, huberDelta, labelSmoothing, classWeight, targetScale])

  static let optimizer = Option(
    "optimizer", value: "NAME", default: OptimizerChoice.adam.rawValue,
    choices: OptimizerChoice.allCases.map(\.rawValue),
    help: "As in PyTorch; Adam's betas are 0.9 and 0.999.")
  static let learningRate = Option(
    "lr", value: "X",
    help: "Learning rate (default: 0.001 for adam and adamw, 0.01 for the others).")
  static let momentum = Option(
    "momentum", value: "X", help: "Of momentum and nesterov, below 1 (default: 0.9).")
  static let l2 = Option(
    "l2", value: "X", help: "Added to each weight's gradient, times the weight (default: 0).")
  static let weightDecay = Option(
    "weight-decay", value: "X",
    help: "Of adamw: the share of each weight that a step takes away, times the learning rate "
      + "(default: 0.01).")
  static let clip = Option(
    "clip", value: "X", help: "Shorten gradients to this norm where it is larger.")
  static let dropout = Option(
    "dropout", value: "X", default: "0",
    help: "The probability, below 1, with which a step leaves a hidden unit out.")
  static let schedule = Option(
    "lr-schedule", value: "NAME", default: ScheduleChoice.constant.rawValue,
    choices: ScheduleChoice.allCases.map(\.rawValue),
    help: "How the learning rate changes until the last epoch, as in PyTorch; one-cycle moves "
      + "momentum too, from 0.95 to 0.85 and back.")
  static let stepEpochs = Option(
    "lr-step", value: "N", help: "Of step: after how many epochs it is multiplied (default: 30).")
  static let stepFactor = Option(
    "lr-decay", value: "X", help: "Of step: by what it is multiplied (default: 0.1).")
  static let warmupSteps = Option(
    "warmup-steps", value: "N", default: "0",
    help: "In how many steps the learning rate first rises, from a third of it.")
  static let optimizerSection = OptionSection(
    "Optimizer",
    [
      optimizer, learningRate, momentum, l2, weightDecay, clip, dropout, schedule, stepEpochs,
      stepFactor, warmupSteps,
    ])
}

/// What `--loss` may be.
enum LossChoice: String, CaseIterable {
  case auto
  case negativeLogLikelihood = "negative_log_likelihood"
  case binaryCrossEntropy = "binary_cross_entropy"
  case squaredError = "squared_error"
  case huber
}

/// What `--optimizer` may be.
enum OptimizerChoice: String, CaseIterable {
  case sgd, momentum, nesterov, adam, adamw
}

/// What `--lr-schedule` may be.
enum ScheduleChoice: String, CaseIterable {
  case constant, step, cosine
  case oneCycle = "one-cycle"
}
