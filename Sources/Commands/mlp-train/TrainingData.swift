import CSV
import CommandLineTools
import CommandOptions
import MLPModel
import MLPTraining
import Table
import Text

/// The rows of a run, as the command line names them.
struct TrainingData {
  /// The rows to learn from.
  let training: TrainingRows
  /// The rows that tell how well; nil for none.
  let validation: TrainingRows?
  /// What there is to learn.
  let task: Task
  /// Whether the features are called by names, and not by their numbers among themselves.
  let hasNames: Bool
  /// The columns of the labels.
  let labels: [Column]
  /// The column of the rows' weights; nil for none.
  let weight: Column?
  /// The columns that are no inputs because they have no value in any row.
  let leftOut: [Column]
  /// How many columns the inputs are from.
  let columnCount: Int
  /// What else the labels may be meant for; nil where the command line or a checkpoint says it, or nothing is plausible.
  let alternative: TaskAlternative?

  /// The classes to learn; nil for numbers.
  var classNames: [String]? {
    if case .classes = training.table.targets { training.table.labels } else { nil }
  }

  /// Reads the table, and the validation table or sets rows apart.
  ///
  /// - Throws: `CommandFailure` with exit code 3 for data that cannot be learned from.
  init(
    _ arguments: ParsedArguments, _ settings: RunSettings, seed: UInt64, _ console: Console
  ) throws {
    let source = try TableSource(arguments, settings, console)
    let missing: MissingPolicy = settings.imputation == .error ? .error : .nan
    let path = try arguments.value(of: Options.data).text
    let features = try FeatureStore(folder: arguments.optional(Options.cache)?.text)
    let labelled = try features.read { sink in
      let table = try source.open(path)
      try settings.recorded?.check(
        settings.columns, leftOut: settings.emptyColumns, in: table.columns)
      return try LabelledTable(
        table, columns: source.columns, missing: missing, missingTexts: settings.missingTexts,
        ofFeatures: settings.featureMissingTexts, numbersTo: sink)
    }
    try settings.recorded?.checkAutomaticTask(of: labelled)
    let targets = try failing(with: .input) { try labelled.targets(settings.task) }
    task = targets.task
    alternative = settings.task == .auto ? labelled.alternative(to: targets) : nil
    columnCount = labelled.input.columns.count
    leftOut = labelled.leftOut
    hasNames = !PositionalNames.matches(labelled.input.columns.map(\.name))
    labels = labelled.labels
    weight = labelled.weight
    noteColumnsLeftOut(labelled.leftOut, of: path, console)
    let matrix = try features.matrix(labelled)
    matrix.withSpan {
      warnOfCountingColumns(labelled.featureColumns, $0, in: path, console)
    }
    let table = try TrainingTable(labelled, targets, matrix)
    console.detail(
      "\(path): read \(table.allRows.count) rows of \(labelled.input.features.count) features, labels "
        + Excerpt.list(labels.map(\.reference)))

    guard let fraction = Double(settings.validation) else {
      training = table.allRows
      let features = try FeatureStore(folder: arguments.optional(Options.cache)?.text)
      let rows = try features.read { sink in
        try LabelledTable(
          try source.open(settings.validation), input: labelled.input,
          labels: source.columns.labels, weight: source.columns.weight, missing: missing,
          missingTexts: settings.missingTexts, numbersTo: sink)
      }
      let again = try failing(with: .input) { try targets.again(for: rows) }
      validation = try TrainingTable(rows, again, features.matrix(rows)).allRows
      return
    }
    if fraction == 0 {
      (training, validation) = (table.allRows, nil)
    } else {
      do throws(TrainingError) {
        let parts = try table.split(validationFraction: fraction, seed: seed)
        (training, validation) = (parts.training, parts.validation)
      } catch {
        if let recorded = settings.recorded, !arguments.isGiven(Options.valid) {
          throw recorded.wrong(error)
        }
        throw CommandFailure(.usage, "--valid: \(error); --valid 0 trains on all rows")
      }
    }
  }
}

/// How the tables of a run are to be read.
private struct TableSource {
  let dialect: Dialect
  let header: HeaderMode
  let columns: TrainingColumns
  private let console: Console

  init(_ arguments: ParsedArguments, _ settings: RunSettings, _ console: Console) throws {
    self.console = console
    dialect = try TableOptions.dialect(arguments)
    header = try TableOptions.headerMode(arguments)
    columns = settings.columns
  }

  func open(_ path: String) throws -> TableReader {
    let progress = Progress("read", unit: "bytes", on: console)
    return try TableReader(
      path: path, dialect: dialect, header: header, stop: Interrupt.readStop
    ) { bytes, fraction in
      progress.update(bytes, of: fraction)
    }
  }
}

extension TrainingTable {
  /// The table with what its labels say.
  fileprivate init(
    _ table: LabelledTable, _ targets: Table.Targets, _ features: FeatureMatrix
  ) throws(CommandFailure) {
    self = try failing(with: .input) {
      let weights = try table.weights()
      let names = table.input.features.map(\.name)
      let origins = table.input.features.map(\.origin)
      let missing = table.input.features.map(\.missing)
      switch targets {
      case .classes(let classes, let indices):
        return try TrainingTable(
          featureNames: names, features: features, labels: classes.names,
          targets: .classes(indices.map { Int32(truncatingIfNeeded: $0) }), weights: weights,
          categories: table.input.categories, origins: origins, missing: missing)
      case .labels(let values), .values(let values):
        return try TrainingTable(
          featureNames: names, features: features,
          labels: table.labels.map(\.reference), targets: .values(values), weights: weights,
          categories: table.input.categories, origins: origins, missing: missing)
      }
    }
  }
}

extension Table.Targets {
  /// What a model that learns them answers.
  fileprivate var task: Task {
    switch self {
    case .classes: .classification
    case .labels: .multiLabel
    case .values: .regression
    }
  }

  /// The same kind of targets for other rows: the same classes, or numbers.
  fileprivate func again(for table: LabelledTable) throws -> Table.Targets {
    switch self {
    case .classes(let classes, _): .classes(classes, try table.rows.classIndices(classes))
    case .labels: .labels(try table.labelColumnValues())
    case .values: .values(try table.labelColumnValues())
    }
  }
}
