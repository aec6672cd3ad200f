import CommandLineTools
import CommandOptions
import MLPCheckpoint
import MLPModel
import MLPTraining
import Table
import Text

/// What a run takes from its table and how long it goes on: from the command line, or where that says
/// nothing, from the checkpoint that is resumed, or else the defaults.
struct RunSettings {
  /// The labels and the features, by name or `#N`.
  let columns: TrainingColumns
  /// What stands for a missing value.
  let imputation: Imputation
  /// The texts that are missing values; nil for the usual ones.
  let missingValues: MissingValues?
  /// Classes or numbers.
  let task: TaskChoice
  /// A fraction of the rows, or a table.
  let validation: String
  /// The epoch to stop after.
  let epochs: Int
  /// Whether a classifier is calibrated.
  let calibration: CalibrationChoice

  /// The settings of a run that `checkpoint`, where there is one, began.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  init(_ arguments: ParsedArguments, resuming checkpoint: Checkpoint?) throws {
    let model = checkpoint?.model
    let features = try arguments.list(of: Options.features)?.map(\.text)
    let ignored = try arguments.list(of: Options.ignore)?.map(\.text)
    var columns = TrainingColumns(features: features, ignored: ignored ?? [])
    columns.categorical = .named(
      try arguments.list(of: Options.categorical)?.map(\.text) ?? [])
    columns.unknown = try arguments.value(of: Options.unknownLevel).choice()
    if let input = model?.input {
      let names = input.columns.map(\.name)
      if features == nil, ignored == nil {
        // Without names the features tell nothing of where they were.
        let hasNames = !PositionalNames.matches(names)
        columns.features = hasNames ? names : model?.list(Fact.features)
        columns.ignored = hasNames ? [] : model?.list(Fact.ignored) ?? []
      }
      columns.categorical = .places(input.columns.indices.filter { input.columns[$0].isText })
      columns.unknown = input.categories.first?.unknown ?? .error
    }
    imputation =
      try checkpoint?.configuration.imputation ?? arguments.value(of: Options.impute).choice()
    missingValues =
      try TableOptions.missingValues(arguments) ?? model?.provenance.missingValues
    columns.labels =
      try arguments.list(of: Options.label)?.map(\.text) ?? model?.labelColumns ?? []
    columns.weight =
      try arguments.item(of: Options.sampleWeight)?.text ?? model?.text(Fact.weight)
    self.columns = columns
    // Labels that apply or not are numbers, 0 and 1; the run's loss knows what they are for.
    let recordedTask = model.map {
      $0.output.task == .classification ? TaskChoice.classify : .regress
    }
    task = try recordedTask ?? arguments.value(of: Options.task).choice()
    let fraction = arguments.isGiven(Options.valid) ? nil : model?.number(Fact.validation)
    validation = try fraction?.description ?? arguments.value(of: Options.valid).text
    calibration =
      try model?.text(Fact.calibration).map { CalibrationChoice(rawValue: $0) ?? .none }
      ?? arguments.value(of: Options.calibrate).choice()
    try Self.checkStopping(arguments, validation)
    let recordedEpochs = arguments.isGiven(Options.epochs) ? nil : model?.integer(Fact.epochs)
    epochs =
      try recordedEpochs.map(Int.init)
      ?? arguments.value(of: Options.epochs).integer(in: 1...1_000_000)
    if let end = checkpoint?.configuration.schedule.epochs, epochs > end {
      throw CommandFailure(
        .usage,
        "--epochs: found \(epochs), expected \(end) or fewer: the run's learning rate follows a "
          + "schedule that ends there")
    }
  }

  /// Refuses options of early stopping that would do nothing.
  private static func checkStopping(
    _ arguments: ParsedArguments, _ validation: String
  ) throws(CommandFailure) {
    if arguments.isGiven(Options.patience), Double(validation) == 0 {
      throw CommandFailure(
        .usage,
        "--patience: found no validation rows (--valid 0), expected some to stop by; "
          + "give --valid 0.1 or a table")
    }
    if arguments.isGiven(Options.minDelta), !arguments.isGiven(Options.patience) {
      throw CommandFailure(
        .usage, "--min-delta needs --patience N: after how many epochs without it to stop")
    }
  }

  /// What the checkpoint records of the run on `data`: never a path.
  func facts(_ data: TrainingData) -> [Provenance.Entry] {
    var facts: [Provenance.Entry] = [
      .init("producer", .text("mlp-train \(packageVersion)")),
      // One as it is, whatever is in its name.
      .init(
        Fact.label,
        .text(
          data.labels.count == 1
            ? data.labels[0].reference : ItemList(data.labels.map(\.reference)).description)),
      .init(Fact.epochs, .integer(Int64(epochs))),
      .init(Fact.calibration, .text(calibration.rawValue)),
    ]
    if let missingValues { facts.append(.missingValues(missingValues)) }
    if let weight = data.weight { facts.append(.init(Fact.weight, .text(weight.reference))) }
    if !data.hasNames {
      let chosen = [(Fact.features, columns.features ?? []), (Fact.ignored, columns.ignored)]
      for (key, columns) in chosen where !columns.isEmpty {
        facts.append(.init(key, .text(columns.joined(separator: ","))))
      }
    }
    if let fraction = Double(validation) {
      facts.append(.init(Fact.validation, .number(fraction)))
    }
    return facts
  }
}

/// The keys under which a run's provenance has its settings.
private enum Fact {
  static let label = "label_column"
  static let weight = "weight_column"
  // Of a table without names alone: else the features are called by theirs.
  static let features = "feature_columns"
  static let ignored = "ignored_columns"
  static let epochs = "epochs"
  static let validation = "validation_fraction"
  static let calibration = "calibration"
}

extension InputColumn {
  fileprivate var isText: Bool {
    if case .category = self { true } else { false }
  }
}

extension MultilayerPerceptron {
  /// The columns that it was taught by, as a command line calls them.
  fileprivate var labelColumns: [String] {
    // Outputs that are no classes are called by their columns.
    output.task == .classification ? text(Fact.label).map { [$0] } ?? [] : output.labels
  }

  fileprivate func text(_ key: String) -> String? {
    guard case .text(let text) = provenance[key] else { return nil }
    return text
  }

  fileprivate func list(_ key: String) -> [String]? {
    text(key)?.split(separator: ",").map(String.init)
  }

  fileprivate func number(_ key: String) -> Double? {
    guard case .number(let number) = provenance[key] else { return nil }
    return number
  }

  fileprivate func integer(_ key: String) -> Int64? {
    guard case .integer(let integer) = provenance[key] else { return nil }
    return integer
  }
}
