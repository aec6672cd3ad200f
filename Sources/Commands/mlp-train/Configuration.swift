import CommandLineTools
import MLPModel
import MLPTraining

extension TrainingConfiguration {
  /// The settings that the command line asks for, for that data and a run of so many epochs.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  init(_ arguments: ParsedArguments, seed: UInt64, epochs: Int, data: TrainingData) throws {
    self.init(
      hidden: try hiddenLayers(arguments), loss: try chosenLoss(arguments, data.task),
      labelSmoothing: try arguments.value(of: Options.labelSmoothing).number(),
      classWeights: try chosenClassWeights(arguments, data.classNames),
      dropout: try arguments.value(of: Options.dropout).number(),
      optimiser: try chosenOptimiser(arguments),
      schedule: try chosenSchedule(arguments, epochs: epochs),
      gradientLimit: try arguments.optional(Options.clip)?.number("a number above 0") { $0 > 0 },
      batchSize: try arguments.value(of: Options.batchSize).integer(in: 1...1_048_576),
      scaling: try arguments.value(of: Options.scale).choice(),
      imputation: try arguments.value(of: Options.impute).choice(),
      targetScaling: try arguments.optional(Options.targetScale)?.choice(),
      keepsRanges: !arguments.isGiven(Options.noRanges), seed: seed)
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
  let hidden = try arguments.list(of: Options.hidden) ?? []
  if hidden.count == 1, hidden[0].isWord("none") { return [] }
  let widths = try hidden.map { width throws(CommandFailure) in try width.integer(in: 1...65_536) }
  let tags = try arguments.list(of: Options.activation) ?? []
  let activations = try tags.map { tag throws(CommandFailure) in
    guard let activation = Activation(tag: tag.text), !activation.takesWholeRow else {
      throw tag.unexpected("one of \(Options.activationTags)")
    }
    return activation
  }
  guard activations.count == 1 || activations.count == widths.count else {
    throw try arguments.value(of: Options.activation).unexpected(
      "one activation, or \(widths.count): one for each hidden layer")
  }
  return widths.enumerated().map { k, width in
    .init(width: width, activation: activations.count == 1 ? activations[0] : activations[k])
  }
}
