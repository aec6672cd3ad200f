import CSV
import CommandLineTools
import CommandOptions
import MLPRuntime
import Table

/// A table that is read in blocks, with its columns in the model's order.
final class ScoringTable {
  /// What to call it in messages.
  var name: String { table.columns.file }
  /// What makes rows of a block.
  let parser: TableParser
  /// The columns copied to the output.
  let kept: KeptColumns

  private let table: InputTable
  /// What an interrupted run has written.
  private let outcome: String

  /// Opens the table that the command line names and finds the model's features in it.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for options and 3 for data that do not fit.
  init(_ arguments: ParsedArguments, for model: Model, _ policy: RowPolicy) throws {
    let match: ColumnMatch? =
      switch arguments.optional(Options.match)?.text {
      case "name": .name
      case "position": .position
      default: nil
      }
    outcome =
      arguments.isGiven(Options.flush)
      ? "what was written ends with a whole row" : "nothing was written to a file"
    let labels = try EvaluationLabels(arguments, of: model)
    table = try InputTable(arguments.optional(Options.input)?.text ?? "-", arguments)
    let columns = table.columns
    do {
      let position = try labels.single.map { try columns.position(of: $0) }
      let several = try labels.several.map { try KeptColumns($0, in: columns) }
      // Before the columns to keep: a table without the features has the wrong header, or is another.
      let map = try ColumnMap(
        model.input, in: columns, by: match,
        others: position.map { [$0] } ?? several?.positions ?? [])
      kept = try several ?? KeptColumns(arguments.list(of: Options.keep) ?? [], in: columns)
      parser = table.parser(
        map, model.input, label: position, kept: kept.positions, onFault: policy,
        wantsGaps: arguments.isGiven(Options.verdict))
    } catch let failure as CommandFailure {
      throw failure
    } catch let error as TableError {
      guard case .columnCount(let found, let expected, others: 0) = error.fault, found > expected
      else { throw CommandFailure(.input, "\(error)") }
      throw CommandFailure(.input, "\(error); give --label if one of them is the label")
    } catch {
      throw CommandFailure(.input, "\(error)")
    }
  }

  /// How much of the table was read, from 0 to 1; nil where nobody can know.
  var fractionRead: Double? { table.fractionRead }

  /// How many columns the table has.
  var columnCount: Int { table.columns.count }

  /// Reads the next rows, up to the given number; false at the end.
  ///
  /// - Throws: `CommandFailure` with exit code 3 for what cannot be read, or 130 after Ctrl-C, 143
  ///   after SIGTERM.
  func next(_ block: inout Block, atMost rows: Int) throws(CommandFailure) -> Bool {
    try table.next(&block, atMost: rows, orInterrupted: outcome)
  }
}
