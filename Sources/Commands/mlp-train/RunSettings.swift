import CommandLineTools
import CommandOptions
import MLPCheckpoint
import MLPModel
import MLPSchema
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
  /// The texts that are missing values, in labels and weights, and in the features unless those have lists.
  let missingTexts: MissingTexts
  /// The texts that are missing values in each of the features' columns; nil where all have the same.
  let featureMissingTexts: [MissingTexts]?
  /// Classes or numbers.
  let task: TaskChoice
  /// A fraction of the rows, or a table.
  let validation: String
  /// The epoch to stop after.
  let epochs: Int
  /// Whether a classifier is calibrated.
  let calibration: CalibrationChoice
  /// What a resumed run's checkpoint records; nil for a new run.
  let recorded: RecordedSettings?
  /// The columns that the run left out before it was resumed, because they have no value.
  let emptyColumns: [String]

  /// The settings of a run that `checkpoint`, where there is one, began.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  init(_ arguments: ParsedArguments, resuming checkpoint: Checkpoint?) throws {
    if let checkpoint {
      try self.init(arguments, recordedIn: checkpoint)
    } else {
      try self.init(arguments)
    }
  }

  /// The settings of a new run.
  private init(_ arguments: ParsedArguments) throws {
    func list(_ option: Option) throws(CommandFailure) -> [String]? {
      try arguments.list(of: option)?.map(\.text)
    }
    columns = TrainingColumns(
      labels: try list(Options.label) ?? [], features: try list(Options.features),
      weight: try arguments.item(of: Options.sampleWeight)?.text,
      ignored: try list(Options.ignore) ?? [],
      categorical: .named(try list(Options.categorical) ?? []),
      unknown: try arguments.value(of: Options.unknownLevel).choice())
    imputation = try arguments.value(of: Options.impute).choice()
    missingTexts = try TableOptions.missingTexts(arguments) ?? .builtIn
    featureMissingTexts = nil
    task = try arguments.value(of: Options.task).choice()
    validation = try arguments.value(of: Options.valid).text
    calibration = try arguments.value(of: Options.calibrate).choice()
    epochs = try Self.epochs(arguments)
    (recorded, emptyColumns) = (nil, [])
    try Self.checkStopping(arguments, validation)
  }

  /// The settings of the run that `checkpoint` is of; those of the command line have to be the same.
  private init(_ arguments: ParsedArguments, recordedIn checkpoint: Checkpoint) throws {
    let model = checkpoint.model
    let recorded = RecordedSettings(checkpoint, arguments)
    let fraction = model.number(Fact.validation)
    if let fraction, !(0..<1).contains(fraction) {
      throw Self.wrong(Fact.validation, "\(fraction)", "0 to below 1", in: checkpoint)
    }
    let calibration = model.text(Fact.calibration).map { CalibrationChoice(rawValue: $0) ?? .none }
    let missing = recorded.missingTexts
    let union = MissingTexts(union: missing)
    missingTexts = union
    featureMissingTexts = missing.allSatisfy { $0 == union } ? nil : missing
    try recorded.check(validation: fraction, calibration: calibration)
    let inputs = model.input.columns
    let names = inputs.map(\.name)
    // Without names the features tell nothing of where they were.
    let hasNames = !PositionalNames.matches(names)
    columns = TrainingColumns(
      labels: model.labelColumns, features: hasNames ? names : model.list(Fact.features),
      weight: model.text(Fact.weight),
      ignored: hasNames ? [] : model.list(Fact.ignored) ?? [],
      categorical: .places(inputs.indices.filter { inputs[$0].isText }),
      unknown: model.input.categories.first?.unknown ?? .error)
    emptyColumns = model.text(Fact.empty).flatMap { (try? ItemList(parsing: $0))?.texts } ?? []
    imputation = checkpoint.configuration.imputation
    // Labels that apply or not are numbers, 0 and 1; the run's loss knows what they are for.
    task = model.output.task == .classification ? .classify : .regress
    validation = try fraction?.description ?? arguments.value(of: Options.valid).text
    self.calibration = try calibration ?? arguments.value(of: Options.calibrate).choice()
    let recordedEpochs = model.integer(Fact.epochs).map(Int.init)
    let end = checkpoint.configuration.schedule.epochs
    let most = end ?? TrainingConfiguration.largestEpoch
    if let recordedEpochs, !(1...max(1, most)).contains(recordedEpochs) {
      throw Self.wrong(Fact.epochs, "\(recordedEpochs)", "1 to \(most)", in: checkpoint)
    }
    epochs =
      if let recordedEpochs, !arguments.isGiven(Options.epochs) { recordedEpochs } else {
        // Epochs that are over stay over, and are what is recorded.
        max(try Self.epochs(arguments), checkpoint.state.completedEpochs)
      }
    self.recorded = recorded
    if let end, epochs > end {
      throw CommandFailure(
        .usage,
        "--epochs: found \(epochs), expected \(end) or fewer: the run's learning rate follows a "
          + "schedule that ends there")
    }
  }

  private static func epochs(_ arguments: ParsedArguments) throws(CommandFailure) -> Int {
    try arguments.value(of: Options.epochs).integer(in: 1...TrainingConfiguration.largestEpoch)
  }

  /// The error that a fact of `checkpoint` is out of its range.
  private static func wrong(
    _ fact: String, _ found: String, _ expected: String, in checkpoint: Checkpoint
  ) -> CommandFailure {
    let error = CheckpointError.setting(
      file: checkpoint.file, name: fact, found: found, expected: expected)
    return CommandFailure(.model, "\(error)")
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
    let empty = ItemList(emptyColumns + data.leftOut.map(\.reference))
    let emptyText = empty.description
    // Without the fact a resumed run has to be given none of these columns again.
    if !empty.items.isEmpty, emptyText.utf8.count <= Limits.textByteCount {
      facts.append(.init(Fact.empty, .text(emptyText)))
    }
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
  static let empty = "empty_columns"
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
    output.task == .classification ? text(Fact.label).map { [$0] } ?? [] : Array(output.labels)
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
