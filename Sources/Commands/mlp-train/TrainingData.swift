import CSV
import CommandLineTools
import CommandOptions
import MLPTraining
import Table

/// The rows of a run, as the command line names them.
struct TrainingData {
  /// The rows to learn from.
  let training: TrainingRows
  /// The rows that tell how well; nil for none.
  let validation: TrainingRows?
  /// The column of the labels.
  let label: Column
  /// The column of the rows' weights; nil for none.
  let weight: Column?

  /// Reads the table, and the validation table or sets rows apart.
  ///
  /// - Throws: `CommandFailure` with exit code 3 for data that cannot be learned from.
  init(_ arguments: ParsedArguments, _ settings: RunSettings, seed: UInt64) throws {
    let source = try TableSource(arguments, settings)
    let missing: MissingPolicy = settings.imputation == .error ? .error : .nan
    let missingValues = settings.missingValues ?? .pandas
    let path = try arguments.value(of: Options.data).text
    let features = try FeatureStore(folder: arguments.optional(Options.cache)?.text)
    let labelled = try features.read { sink in
      try LabelledTable(
        try source.open(path), columns: source.columns, missing: missing,
        missingValues: missingValues, numbersTo: sink)
    }
    let targets = try failing(with: .input) { try labelled.targets(settings.task) }
    label = labelled.label
    weight = labelled.weight
    let table = try TrainingTable(labelled, targets, features.matrix(labelled))

    guard let fraction = Double(settings.validation) else {
      training = table.allRows
      let features = try FeatureStore(folder: arguments.optional(Options.cache)?.text)
      let rows = try features.read { sink in
        try LabelledTable(
          try source.open(settings.validation), input: labelled.input,
          label: source.columns.label, weight: source.columns.weight, missing: missing,
          missingValues: missingValues, numbersTo: sink)
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

  init(_ arguments: ParsedArguments, _ settings: RunSettings) throws {
    dialect = try TableOptions.dialect(arguments)
    header = try TableOptions.headerMode(arguments)
    columns = settings.columns
  }

  func open(_ path: String) throws -> TableReader {
    try TableReader(path: path, dialect: dialect, header: header)
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
      switch targets {
      case .classes(let classes, let indices):
        return try TrainingTable(
          featureNames: names, features: features, labels: classes.names,
          targets: .classes(indices.map { Int32(truncatingIfNeeded: $0) }), weights: weights,
          categories: table.input.categories)
      case .values(let values):
        return try TrainingTable(
          featureNames: names, features: features,
          labels: [table.label.reference], targets: .values(values), weights: weights,
          categories: table.input.categories)
      }
    }
  }
}

extension Table.Targets {
  /// The same kind of targets for other rows: the same classes, or numbers.
  fileprivate func again(for table: LabelledTable) throws -> Table.Targets {
    switch self {
    case .classes(let classes, _): .classes(classes, try table.rows.classIndices(classes))
    case .values: .values(try table.rows.labelValues())
    }
  }
}
