import CommandLineTools
import MLPModel
import MLPTraining

extension TrainingConfiguration {
  /// The settings that the command line asks for, for the targets of `rows`.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  init(_ arguments: ParsedArguments, seed: UInt64, rows: TrainingRows) throws {
    self.init(
      hidden: try hiddenLayers(arguments), loss: .squaredError,
      optimiser: try chosenOptimiser(arguments),
      batchSize: try arguments.value(of: Options.batchSize).integer(in: 1...1_048_576),
      scaling: try arguments.value(of: Options.scale).choice(),
      keepsRanges: !arguments.isGiven(Options.noRanges), seed: seed)
    if case .classes = rows.table.targets { loss = .negativeLogLikelihood }
    if let patience = try arguments.optional(Options.patience)?.integer(in: 1...Int.max) {
      earlyStopping = EarlyStopping(
        patience: patience,
        minimumImprovement: try arguments.value(of: Options.minDelta).number("0 or more") {
          $0 >= 0
        })
    }
  }
}

private func hiddenLayers(
  _ arguments: ParsedArguments
) throws -> [TrainingConfiguration.HiddenLayer] {
  let hidden = try arguments.value(of: Options.hidden)
  if hidden.text == "none" { return [] }
  let widths = try hidden.integers(in: 1...65_536)
  let list = try arguments.value(of: Options.activation)
  let activations = try list.list().map { tag throws(CommandFailure) in
    guard let activation = Activation(tag: tag.text), !activation.takesWholeRow else {
      throw tag.unexpected("one of \(Options.activationTags)")
    }
    return activation
  }
  guard activations.count == 1 || activations.count == widths.count else {
    throw list.unexpected("one activation, or \(widths.count): one for each hidden layer")
  }
  return widths.enumerated().map { k, width in
    .init(width: width, activation: activations.count == 1 ? activations[0] : activations[k])
  }
}

private func chosenOptimiser(_ arguments: ParsedArguments) throws -> Optimiser {
  let name = try arguments.value(of: Options.optimizer).text
  let rate =
    try arguments.optional(Options.learningRate)?.number("a number above 0") { $0 > 0 }
    ?? (name == "adam" ? 0.001 : 0.01)
  let l2 = try arguments.value(of: Options.l2).number("0 or more") { $0 >= 0 }
  return switch name {
  case "sgd": .sgd(SGD(learningRate: rate, l2: l2))
  case "momentum": .sgd(SGD(learningRate: rate, momentum: 0.9, l2: l2))
  default: .adam(Adam(learningRate: rate, l2: l2))
  }
}
