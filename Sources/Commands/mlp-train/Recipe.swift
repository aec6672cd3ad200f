import CommandLineTools
import MLPModel
import MLPTraining
import Table
import Text

// The loss, the optimiser and the schedule that the command line asks for. An option that would do
// nothing is refused.

func chosenLoss(_ arguments: ParsedArguments, _ task: Task) throws -> Loss {
  let choice: LossChoice = try arguments.value(of: Options.loss).choice()
  if choice != .huber { try refuse(Options.huberDelta, arguments, "--loss huber") }
  return switch choice {
  case .auto:
    switch task {
    case .classification: .negativeLogLikelihood
    case .multiLabel: .binaryCrossEntropy
    case .regression: .squaredError
    }
  case .negativeLogLikelihood: .negativeLogLikelihood
  case .binaryCrossEntropy: .binaryCrossEntropy
  case .squaredError: .squaredError
  case .huber:
    .huber(
      delta: try arguments.optional(Options.huberDelta)?.number("a number above 0") { $0 > 0 } ?? 1)
  }
}

/// `balanced`, or the weights of the classes that the list names, and 1 for the others; nil where there is no list.
///
/// - Parameter names: the classes; nil where numbers are learned.
func chosenClassWeights(
  _ arguments: ParsedArguments, _ names: [String]?
) throws(CommandFailure) -> ClassWeights? {
  guard let items = try arguments.list(of: Options.classWeight) else { return nil }
  if items.count == 1, items[0].isWord("balanced") { return .balanced }
  guard let names else {
    throw try arguments.value(of: Options.classWeight).unexpected(
      "classes to learn; numbers have none")
  }
  let classes = ClassLabels(names: names)
  var weights = [Double?](repeating: nil, count: names.count)
  for item in items {
    guard let sign = item.text.lastIndex(of: "="),
      let weight = Double(item.text[item.text.index(after: sign)...]), weight.isFinite, weight >= 0
    else {
      throw item.unexpected("CLASS=X with a number that is 0 or more, or `balanced` alone")
    }
    let name = String(item.text[..<sign])
    guard let index = classes.index(of: name) else {
      throw item.unexpected("one of the classes \(Excerpt.list(names, limit: 10))")
    }
    if weights[index] != nil { throw item.unexpected("each class once") }
    weights[index] = weight
  }
  return .given(weights.map { $0 ?? 1 })
}

func chosenOptimiser(_ arguments: ParsedArguments) throws -> Optimiser {
  let name: OptimizerChoice = try arguments.value(of: Options.optimizer).choice()
  func number(_ option: Option, default value: Double) throws -> Double {
    try arguments.optional(option)?.number("0 or more") { $0 >= 0 } ?? value
  }
  if name == .adamw {
    try refuse(Options.l2, arguments, "an --optimizer other than adamw, which has --weight-decay")
  } else {
    try refuse(Options.weightDecay, arguments, "--optimizer adamw; others have --l2")
  }
  if name != .momentum, name != .nesterov {
    try refuse(Options.momentum, arguments, "--optimizer momentum or nesterov")
  }
  let givenRate = try arguments.optional(Options.learningRate)?.number("a number above 0") {
    $0 > 0
  }
  let l2 = try number(Options.l2, default: 0)
  switch name {
  case .sgd: return .sgd(SGD(learningRate: givenRate ?? 0.01, l2: l2))
  case .momentum, .nesterov:
    return .sgd(
      SGD(
        learningRate: givenRate ?? 0.01, momentum: try number(Options.momentum, default: 0.9),
        nesterov: name == .nesterov, l2: l2))
  case .adam: return .adam(Adam(learningRate: givenRate ?? 0.001, l2: l2))
  case .adamw:
    return .adam(
      Adam(
        learningRate: givenRate ?? 0.001,
        weightDecay: try number(Options.weightDecay, default: Adam.defaultWeightDecay)))
  }
}

func chosenSchedule(_ arguments: ParsedArguments, epochs: Int) throws -> LearningRateSchedule {
  let choice: ScheduleChoice = try arguments.value(of: Options.schedule).choice()
  if choice != .step {
    try refuse(Options.stepEpochs, arguments, "--lr-schedule step")
    try refuse(Options.stepFactor, arguments, "--lr-schedule step")
  }
  let shape: LearningRateSchedule.Shape =
    switch choice {
    case .constant: .constant
    case .step:
      .step(
        epochs: try arguments.optional(Options.stepEpochs)?.integer(
          in: 1...TrainingConfiguration.largestEpoch) ?? 30,
        factor: try arguments.optional(Options.stepFactor)?.number("a number above 0") { $0 > 0 }
          ?? 0.1)
    case .cosine: .cosine(epochs: epochs)
    case .oneCycle: .oneCycle(epochs: epochs)
    }
  return LearningRateSchedule(
    shape, warmupSteps: try arguments.value(of: Options.warmupSteps).integer(in: 0...1_000_000_000))
}

/// Refuses an option that does nothing without another.
private func refuse(
  _ option: Option, _ arguments: ParsedArguments, _ needed: String
) throws(CommandFailure) {
  guard arguments.isGiven(option) else { return }
  throw CommandFailure(.usage, "\(option.spelling) needs \(needed)")
}
