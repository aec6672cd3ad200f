import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime
import Table
import Text

/// A table that is read in batches with its columns in the model's order.
struct ScoringTable: ~Copyable {
  /// The rows.
  var reader: BatchReader
  /// The columns copied to the output.
  let kept: KeptColumns

  /// Opens the table that the command line names and finds the model's features in it.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options and 3 for data that do not fit.
  init(_ arguments: ParsedArguments, for model: Model) throws {
    if let category = model.input.categories.first {
      throw CommandFailure(
        .model,
        "\(try arguments.value(of: Options.model).text): found the text column "
          + "\(Excerpt(category.name)) among its inputs, expected numbers only; this version cannot "
          + "turn text into features")
    }
    let path = arguments.optional(Options.input)?.text ?? "-"
    let dialect = try TableOptions.dialect(arguments)
    let header = try TableOptions.headerMode(arguments)
    let match: ColumnMatch? =
      switch arguments.optional(Options.match)?.text {
      case "name": .name
      case "position": .position
      default: nil
      }
    self = try failing(with: .input) {
      let table = try TableReader(path: path, dialect: dialect, header: header)
      let label = try arguments.optional(Options.label).map {
        try table.columns.position(of: $0.text)
      }
      let map = try ColumnMap(
        features: model.input.features.map(\.name), in: table.columns, by: match, label: label)
      let kept = try KeptColumns(arguments.optional(Options.keep), in: table.columns)
      return ScoringTable(
        reader: BatchReader(
          table, map, label: label, kept: kept.positions,
          missing: model.input.imputedValues.map(MissingPolicy.values) ?? .error),
        kept: kept)
    }
  }

  private init(reader: consuming BatchReader, kept: KeptColumns) {
    self.reader = reader
    self.kept = kept
  }

  /// Reads the next rows; false at the end.
  ///
  /// - Throws: `CommandFailure` with exit code 3 for a row that is not as it should be, or 130
  ///   after Ctrl-C, 143 after SIGTERM.
  mutating func next(maxRows: Int) throws -> Bool {
    if Interrupt.requested {
      throw CommandFailure(Interrupt.exitCode, "interrupted; nothing was written to a file")
    }
    // A closure cannot capture an inout noncopyable value.
    do {
      return try reader.next(maxRows: maxRows)
    } catch {
      throw CommandFailure(.input, "\(error)")
    }
  }
}
